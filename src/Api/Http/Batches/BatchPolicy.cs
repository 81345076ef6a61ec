namespace Agora.Api.Http.Batches;

/// <summary>The rest of the pipeline, from which operations of a batch run like requests of their own.</summary>
internal sealed record BatchEntry(RequestDelegate Next);

/// <summary>Marks a request that is an operation of a batch.</summary>
internal sealed class BatchedOperation;

/// <summary>Metadata: the endpoint may run in a batch.</summary>
internal sealed class BatchAllowed;

internal static class BatchPolicy
{
    /// <summary>
    /// For writes that change the database and nothing else, and need no slow work. Sign-in, accounts and their rights, uploads, erasure
    /// and batches themselves are not among them.
    /// </summary>
    public static TBuilder AllowsBatch<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new BatchAllowed());

    public static void AddBatches(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton(BatchOptions.From(builder.Configuration));
        builder.Services.AddScoped<BatchRunner>();
    }

    /// <summary>The point where operations enter. Middleware before it runs once for the whole batch.</summary>
    public static IApplicationBuilder UseBatchEntry(this IApplicationBuilder app) => app.Use(next =>
    {
        var entry = new BatchEntry(next);
        return http =>
        {
            http.Features.Set(entry);
            return next(http);
        };
    });

    /// <summary>Refuses operations that may not run in a batch.</summary>
    public static IApplicationBuilder UseBatchPolicy(this IApplicationBuilder app) => app.Use((http, next) =>
        http.Features.Get<BatchedOperation>() is not null
        && http.GetEndpoint() is RouteEndpoint endpoint
        && endpoint.Metadata.GetMetadata<BatchAllowed>() is null
            ? Problems.WriteAsync(
                http, Domain.Common.Error.Invalid("batch.not_offered", "This operation is not offered in a batch. Send it by itself."))
            : next(http));
}
