namespace Agora.Api.Idempotency;

/// <summary>Metadata: the endpoint accepts an Idempotency-Key. Every POST of the API has it unless it declines.</summary>
internal sealed class AcceptsIdempotencyKey;

internal sealed class RefusesIdempotencyKey;

internal static class IdempotencyMetadata
{
    /// <summary>
    /// For requests or responses with credentials, which must not be stored, and for those that commit more than once. A key is refused
    /// there: an ignored key would promise safe retries.
    /// </summary>
    public static TBuilder WithoutIdempotencyKey<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new RefusesIdempotencyKey());
}
