namespace Agora.Api.Idempotency;

/// <summary>Says of an endpoint that it takes an Idempotency-Key. Every POST of the API gets it that says nothing else.</summary>
internal sealed class TakesIdempotencyKey;

internal sealed class RefusesIdempotencyKey;

internal static class IdempotencyMetadata
{
    /// <summary>
    /// For requests or answers that hold a credential, of which nothing may be stored, and for those that commit more than once. A
    /// key is refused there, because a promise that is not kept is worse than none.
    /// </summary>
    public static TBuilder WithoutIdempotencyKey<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new RefusesIdempotencyKey());
}
