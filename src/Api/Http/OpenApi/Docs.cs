using Agora.Api.Http.Limits;
using Microsoft.OpenApi;

namespace Agora.Api.Http.OpenApi;

/// <summary>The description of the API at <c>/openapi/v1.json</c>, and a page to read and try it at <c>/docs</c>.</summary>
internal static class Docs
{
    public const string DocumentName = "v1", DocumentPath = "/openapi/v1.json", PagePath = "/docs";

    // The page loads its own scripts and styles, draws small pictures inline, and calls this server.
    private const string PagePolicy =
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; "
        + "connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

    public static void AddDocs(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton(DocsOptions.From(builder.Configuration));
        builder.Services.AddOpenApi(DocumentName, options =>
        {
            options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
            options.CreateSchemaReferenceId = SchemaTransformer.ReferenceId;
            options.AddSchemaTransformer(SchemaTransformer.TransformAsync);
            options.AddOperationTransformer(OperationTransformer.TransformAsync);
            options.AddDocumentTransformer(DocumentFrame.TransformAsync);
            options.AddDocumentTransformer(Examples.TransformAsync);
            options.AddDocumentTransformer(CommonHeaders.TransformAsync);
        });
    }

    public static void MapDocs(this WebApplication app)
    {
        var options = app.Services.GetRequiredService<DocsOptions>();
        if (options.ShowsDocument)
        {
            var document = app.MapOpenApi().BypassesAdmissionControl();
            if (options.ShowsPage)
            {
                document.AllowAnonymous();
            }
        }

        if (!options.ShowsPage)
        {
            return;
        }

        app.Use((http, next) =>
        {
            if (http.Request.Path.StartsWithSegments(PagePath, StringComparison.OrdinalIgnoreCase))
            {
                http.Response.Headers.ContentSecurityPolicy = PagePolicy;
            }

            return next(http);
        });
        app.UseSwaggerUI(page =>
        {
            page.RoutePrefix = PagePath[1..];
            page.DocumentTitle = "Agora";
            page.SwaggerEndpoint(DocumentPath, "Agora v1");
            page.DisplayRequestDuration();
            page.EnableDeepLinking();
            page.EnableTryItOutByDefault();
        });
    }
}
