using Agora.Api.Http.Batches;
using Agora.Api.Http.OpenApi;
using Agora.Infrastructure.Database;
using Microsoft.AspNetCore.Http.Features;

namespace Agora.Api.Http.Limits;

/// <summary>
/// Says what a request is worth when the database is busy, and lets it wait for its turn before anything else is done for it, so that
/// a refusal costs next to nothing (build/decisions/0034-overload.md). A request with a body waits when it needs the database: its
/// sender decides how long the body takes, and must not hold a place meanwhile. So do transfers of files.
/// </summary>
internal static class Turns
{
    /// <summary>For reads that take many times what others do.</summary>
    public static TBuilder IsHeavy<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new Work(WorkKind.Heavy));

    /// <summary>For sign-in and what keeps people signed in.</summary>
    public static TBuilder IsSignIn<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new Work(WorkKind.SignIn));

    /// <summary>For what asks nothing of the database, or must be answered whatever its state.</summary>
    public static TBuilder TakesNoTurn<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new NoTurn());

    /// <summary>Runs before authentication, which may ask the database.</summary>
    public static IApplicationBuilder UseTurns(this IApplicationBuilder app) => app.Use((http, next) =>
    {
        if (http.GetEndpoint()?.Metadata is not { } endpoint || http.Features.Get<BatchedOperation>() is not null)
        {
            return next(http);
        }

        var work = http.RequestServices.GetRequiredService<CurrentWork>();
        work.Kind = endpoint.GetMetadata<Work>()?.Kind ?? WorkKind.Ordinary;
        return endpoint.GetMetadata<NoTurn>() is not null
            || endpoint.GetMetadata<SendsFile>() is not null
            || http.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody == true
                ? next(http)
                : HoldAsync(http, work, next);
    });

    private static async Task HoldAsync(HttpContext http, CurrentWork work, RequestDelegate next)
    {
        if (!await work.TryHoldAsync())
        {
            await Problems.WriteAsync(http, DatabaseFailures.Busy);
            return;
        }

        try
        {
            // What is left then is to send the answer, which takes as long as its reader likes.
            http.Response.OnStarting(() =>
            {
                work.Release();
                return Task.CompletedTask;
            });
            await next(http);
        }
        finally
        {
            work.Release();
        }
    }

    private sealed record Work(WorkKind Kind);

    private sealed class NoTurn;
}
