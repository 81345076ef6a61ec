using Agora.Api.Http.Batches;
using Agora.Api.Http.OpenApi;
using Agora.Infrastructure.Database;
using Microsoft.AspNetCore.Http.Features;

namespace Agora.Api.Http.Limits;

/// <summary>
/// Admission control under load: gives a request its priority and queues it before any other work, so that a refusal is cheap
/// (build/decisions/0034-overload.md). A request with a body queues later, when it needs the database, because a slow sender must not hold
/// a place. The same holds for transfers of files.
/// </summary>
internal static class AdmissionControl
{
    /// <summary>For reads that cost many times an ordinary one.</summary>
    public static TBuilder IsExpensive<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new Priority(WorkPriority.Expensive));

    /// <summary>For sign-in and token refresh.</summary>
    public static TBuilder IsSignIn<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new Priority(WorkPriority.SignIn));

    /// <summary>For endpoints without database access, or that must respond under any load.</summary>
    public static TBuilder BypassesAdmissionControl<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new Bypass());

    /// <summary>Runs before authentication, which may ask the database.</summary>
    public static IApplicationBuilder UseAdmissionControl(this IApplicationBuilder app) => app.Use((http, next) =>
    {
        if (http.GetEndpoint()?.Metadata is not { } endpoint || http.Features.Get<BatchedOperation>() is not null)
        {
            return next(http);
        }

        var admission = http.RequestServices.GetRequiredService<AdmissionScope>();
        admission.Priority = endpoint.GetMetadata<Priority>()?.Value ?? WorkPriority.Ordinary;
        return endpoint.GetMetadata<Bypass>() is not null
            || endpoint.GetMetadata<ReturnsFile>() is not null
            || http.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody == true
                ? next(http)
                : HoldAsync(http, admission, next);
    });

    private static async Task HoldAsync(HttpContext http, AdmissionScope admission, RequestDelegate next)
    {
        if (!await admission.TryHoldAsync())
        {
            await Problems.WriteAsync(http, DatabaseFailures.Busy);
            return;
        }

        try
        {
            // Only sending is left, which takes as long as the client reads.
            http.Response.OnStarting(() =>
            {
                admission.Release();
                return Task.CompletedTask;
            });
            await next(http);
        }
        finally
        {
            admission.Release();
        }
    }

    private sealed record Priority(WorkPriority Value);

    private sealed class Bypass;
}
