namespace Agora.Application.Idempotency;

public interface IIdempotencyRepository
{
    /// <summary>
    /// Claims the key for the running transaction, or returns its state. Never waits: a key that another transaction holds is in flight.
    /// </summary>
    Task<Claim> ClaimAsync(KeyedRequest request, CancellationToken ct);

    /// <summary>Stores the response of a request whose key was free, in the running transaction.</summary>
    Task StoreAsync(KeyedRequest request, StoredResponse answer, CancellationToken ct);

    /// <summary>Deletes up to <paramref name="most"/> expired responses; returns their number.</summary>
    Task<int> PurgeAsync(int most, CancellationToken ct);
}

/// <param name="Key">As the client sent it.</param>
/// <param name="Digest">SHA-256 of method, URL, condition and body.</param>
public sealed record KeyedRequest(Guid OwnerId, string Key, byte[] Digest);

/// <summary>The response of a completed request.</summary>
public sealed record StoredResponse(int Status, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    /// <summary>Maximum bytes of a stored body.</summary>
    public const int BodyMax = 4_194_304;

    /// <summary>How long the response is replayed.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);
}

public enum ClaimOutcome
{
    /// <summary>The key is unused; it is held until the transaction ends.</summary>
    Free,

    /// <summary>A request with the key is in progress.</summary>
    InFlight,

    /// <summary>The key was used for another request.</summary>
    KeyReused,

    /// <summary>The same request was completed before.</summary>
    Completed,
}

/// <param name="Answer">The stored response, for <see cref="ClaimOutcome.Completed"/>.</param>
public sealed record Claim(ClaimOutcome Outcome, StoredResponse? Answer = null);
