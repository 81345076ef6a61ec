namespace Agora.Application.Idempotency;

public interface IIdempotencyRepository
{
    /// <summary>
    /// Takes the key for the running transaction, or tells what became of it. Never waits: a key that another transaction holds is
    /// in flight.
    /// </summary>
    Task<Claim> ClaimAsync(KeyedRequest request, CancellationToken ct);

    /// <summary>Keeps the answer of a request whose key was free, in the running transaction.</summary>
    Task StoreAsync(KeyedRequest request, StoredResponse answer, CancellationToken ct);

    /// <summary>Deletes up to <paramref name="most"/> answers whose time is over; returns how many went.</summary>
    Task<int> PurgeAsync(int most, CancellationToken ct);
}

/// <param name="Key">As the client sent it.</param>
/// <param name="Digest">SHA-256 of everything that makes the request this one.</param>
public sealed record KeyedRequest(Guid OwnerId, string Key, byte[] Digest);

/// <summary>An answer as it went out.</summary>
public sealed record StoredResponse(int Status, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    /// <summary>Bytes of a body that is kept at most.</summary>
    public const int BodyMax = 4_194_304;

    /// <summary>How long the first answer is given again.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);
}

public enum ClaimOutcome
{
    /// <summary>Nobody used the key; it is held until the transaction ends.</summary>
    Free,

    /// <summary>A request with the key is being worked on at this moment.</summary>
    InFlight,

    /// <summary>The key was used for another request.</summary>
    KeyReused,

    /// <summary>This very request was answered before.</summary>
    Completed,
}

/// <param name="Answer">The first answer, for <see cref="ClaimOutcome.Completed"/>.</param>
public sealed record Claim(ClaimOutcome Outcome, StoredResponse? Answer = null);
