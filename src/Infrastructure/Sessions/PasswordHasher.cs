using System.Threading.RateLimiting;
using Agora.Application.Common;
using Agora.Application.Sessions;
using Agora.Domain.Sessions;

namespace Agora.Infrastructure.Sessions;

/// <summary>
/// Hashes with Argon2id and checks every form of <see cref="StoredPassword"/>. As many at once as there are cores less one, which bounds
/// memory too. A refusal takes the same time for any stored hash, so that time reveals nothing about the account.
/// </summary>
internal sealed class PasswordHasher : IPasswordHasher, IDisposable
{
    private readonly PasswordCost cost;
    private readonly TimeProvider clock;
    private readonly ConcurrencyLimiter limiter;

    /// <param name="cores">Processors of the machine; one is left to other work.</param>
    /// <param name="clock">That of the machine: it measures work.</param>
    public PasswordHasher(PasswordCost cost, int cores, TimeProvider clock)
    {
        this.cost = cost;
        this.clock = clock;
        var slots = Math.Max(1, cores - 1);
        limiter = new ConcurrencyLimiter(new ConcurrencyLimiterOptions
        {
            PermitLimit = slots,
            // Half a second of waiting at 20 ms a hash, some seconds behind hashes of former algorithms.
            QueueLimit = slots * 20,
            QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
        });
    }

    public async Task<string> HashAsync(string password, CancellationToken ct) =>
        (await LimitedAsync(() => Argon2idHash.Of(PasswordRules.Normalize(password), cost).Text, ct)).Result;

    public bool Knows(string stored) => StoredPassword.Read(stored) is not null;

    public async Task<PasswordCheck> CheckAsync(string password, string? stored, CancellationToken ct)
    {
        var (check, begun) = await LimitedAsync(() => Check(password, StoredPassword.Read(stored)), ct);
        if (check == PasswordCheck.Wrong && cost.Refusal - clock.GetElapsedTime(begun) is { Ticks: > 0 } rest)
        {
            await Task.Delay(rest, clock, ct);
        }

        return check;
    }

    public void Dispose() => limiter.Dispose();

    private PasswordCheck Check(string password, StoredPassword? stored)
    {
        var normal = PasswordRules.Normalize(password);
        if (stored is null)
        {
            Argon2idHash.Of(normal, cost);
            return PasswordCheck.Wrong;
        }

        if (stored.IsOf(normal))
        {
            return stored.IsWeak(cost) ? PasswordCheck.RightButWeak : PasswordCheck.Right;
        }

        // Hashes from before passwords were normalised, and those of other products, are of the text as it was typed.
        return !string.Equals(normal, password, StringComparison.Ordinal) && stored.IsOf(password)
            ? PasswordCheck.RightButWeak
            : PasswordCheck.Wrong;
    }

    // Hashing is work for a core, so it leaves the thread that serves the request, and waits for a slot first.
    private async Task<(T Result, long Begun)> LimitedAsync<T>(Func<T> work, CancellationToken ct)
    {
        using var slot = await limiter.AcquireAsync(permitCount: 1, ct);
        var begun = clock.GetTimestamp();
        return slot.IsAcquired
            ? (await Task.Run(work, ct), begun)
            : throw new DependencyException(SessionErrors.Busy, inner: null);
    }
}
