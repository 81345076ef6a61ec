using Agora.Infrastructure.Database;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Agora.Api.Http.OpenApi;

/// <summary>Writes the description of the API without a database and without listening.</summary>
internal static class OpenApiDocumentWriter
{
    /// <summary>OpenAPI 3.1 as indented JSON; the same program always writes the same text.</summary>
    public static async Task<string> WriteAsync(CancellationToken ct)
    {
        await using var app = AgoraHost.Build(
            ["--environment=Production", "--Docs:Access=public"], DatabaseAccess.None, replace: DoNotServe);
        await app.StartAsync(ct);
        try
        {
            var provider = app.Services.GetRequiredKeyedService<IOpenApiDocumentProvider>(Docs.DocumentName);
            var document = await provider.GetOpenApiDocumentAsync(ct);
            return await document.SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1, ct) + "\n";
        }
        finally
        {
            await app.StopAsync(CancellationToken.None);
        }
    }

    // Routes are known only to a started host. This one has no database and no background services.
    private static void DoNotServe(IServiceCollection services)
    {
        var own = services.Where(s =>
            s.ServiceType == typeof(IHostedService)
            && (s.ImplementationType ?? s.ImplementationInstance?.GetType() ?? s.ImplementationFactory?.Method.DeclaringType)
                ?.FullName?.StartsWith("Agora.", StringComparison.Ordinal) == true).ToList();
        foreach (var service in own)
        {
            services.Remove(service);
        }

        services.AddSingleton<IServer, NullServer>();
    }

    private sealed class NullServer : IServer
    {
        public IFeatureCollection Features { get; } = new FeatureCollection();

        public Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken)
            where TContext : notnull => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public void Dispose()
        {
        }
    }
}
