using Agora.Domain.Common;
using Microsoft.AspNetCore.Mvc;

namespace Agora.Api.Http;

/// <summary>Problem documents for error statuses that no endpoint writes: those of routing, limits and the server.</summary>
internal static class ErrorResponses
{
    public const string ValidationFailed = "validation.failed";

    private const int NameMax = 100, NamesMax = 20;

    /// <summary>Lists at most the first fields; a long name from the caller is shortened.</summary>
    public static Error Fields(IEnumerable<KeyValuePair<string, string[]>> fields)
    {
        var named = new Dictionary<string, string[]>(StringComparer.Ordinal);
        foreach (var (name, messages) in fields.Take(NamesMax))
        {
            named[Shortened(name)] = messages;
        }

        return Error.Invalid(ValidationFailed, "The request is invalid.") with { Fields = named };
    }

    public static Error Field(string name, string message) => Fields([new(name, [message])]);

    private static string Shortened(string name)
    {
        if (name.Length <= NameMax)
        {
            return name;
        }

        // Half a surrogate pair could not be written as JSON.
        return name[..(char.IsHighSurrogate(name[NameMax - 1]) ? NameMax - 1 : NameMax)] + "...";
    }

    public static readonly Error BodyRequired = Error.Invalid("request.body_required", "Send a JSON document as the body.");

    /// <summary>The problem document for a status that was set without a body.</summary>
    public static ProblemDetails ForStatus(int status) => status switch
    {
        StatusCodes.Status400BadRequest => Problems.Document(status, "request.malformed", "The request cannot be understood."),
        StatusCodes.Status401Unauthorized => Problems.Document(status, "auth.required", "Sign in first."),
        StatusCodes.Status403Forbidden => Problems.Document(status, "auth.forbidden", "Your account may not do this."),
        StatusCodes.Status404NotFound => Problems.Document(status, "request.no_such_route", "There is no resource at this URL."),
        StatusCodes.Status405MethodNotAllowed =>
            Problems.Document(
                status, "request.method_not_allowed", "This URL does not support this method. The Allow header lists the supported ones."),
        StatusCodes.Status408RequestTimeout => Problems.Document(status, "request.too_slow", "The request did not arrive in time."),
        StatusCodes.Status413PayloadTooLarge =>
            Problems.Document(status, "request.too_large", "The body exceeds the size limit of this URL."),
        StatusCodes.Status414UriTooLong =>
            Problems.Document(status, "request.address_too_long", $"{RequestHeadLimits.TargetTooLong} Send less in the query."),
        StatusCodes.Status415UnsupportedMediaType =>
            Problems.Document(status, "request.media_type", "Send the body as uncompressed JSON in UTF-8, with its Content-Type."),
        StatusCodes.Status416RangeNotSatisfiable =>
            Problems.Document(status, "request.range", "The range is outside of the file. Content-Range gives its length."),
        StatusCodes.Status431RequestHeaderFieldsTooLarge =>
            Problems.Document(
                status,
                "request.headers_too_large",
                $"{RequestHeadLimits.HeadersTooLarge} Send fewer, such as cookies."),
        StatusCodes.Status500InternalServerError =>
            Problems.Document(status, "server.error", "An internal error occurred. The request id helps to find it."),
        StatusCodes.Status503ServiceUnavailable =>
            Problems.Document(status, "server.unavailable", "The server is unavailable. Retry shortly."),
        StatusCodes.Status504GatewayTimeout =>
            Problems.Document(status, "server.timeout", "The request took longer than allowed. Narrow it or retry."),
        >= 500 => Problems.Document(status, "server.error", "An internal error occurred. The request id helps to find it."),
        _ => Problems.Document(status, "request.refused", "The request was refused."),
    };

    /// <summary>Writes a problem document for every error response without a body.</summary>
    public static IApplicationBuilder UseErrorResponses(this IApplicationBuilder app)
    {
        var routes = new Lazy<MistypedRoutes>(() => new MistypedRoutes(app.ApplicationServices.GetRequiredService<EndpointDataSource>()));
        return app.Use(async (http, next) =>
        {
            await next(http);
            if (http.Response.StatusCode < StatusCodes.Status400BadRequest || http.Response.HasStarted)
            {
                return;
            }

            NameHead(http.Response.Headers);
            if (http.Response.StatusCode == StatusCodes.Status416RangeNotSatisfiable)
            {
                ForgetFile(http.Response);
            }

            if (http.Response is { ContentLength: null, ContentType: null })
            {
                await Problems.WriteAsync(http, ForEmpty(http, routes));
            }
        });
    }

    private static ProblemDetails ForEmpty(HttpContext http, Lazy<MistypedRoutes> routes)
    {
        var document = ForStatus(http.Response.StatusCode);
        if (http.Response.StatusCode == StatusCodes.Status404NotFound
            && http.GetEndpoint() is null
            && routes.Value.Explain(http.Request.Path) is { } reason)
        {
            document.Detail = $"There is no resource at this URL: {reason}";
        }

        return document;
    }

    /// <summary>Adds HEAD where GET is allowed: routing does not know that it is supported.</summary>
    private static void NameHead(IHeaderDictionary headers)
    {
        var methods = headers.Allow.ToString().Split(", ", StringSplitOptions.RemoveEmptyEntries);
        if (methods.Contains(HttpMethods.Get, StringComparer.Ordinal) && !methods.Contains(HttpMethods.Head, StringComparer.Ordinal))
        {
            headers.Allow = string.Join(", ", methods.Append(HttpMethods.Head).Order(StringComparer.Ordinal));
        }
    }

    /// <summary>Removes the headers of the whole file, which a refused range leaves on the response.</summary>
    private static void ForgetFile(HttpResponse response)
    {
        response.ContentType = null;
        response.ContentLength = null;
        response.Headers.ContentDisposition = default;
        response.Headers.ETag = default;
        response.Headers.LastModified = default;
    }
}
