using Agora.Domain.Common;
using Agora.Domain.Sessions;

namespace Agora.Application.Sessions;

/// <summary>
/// Slows down guessing: five failures in fifteen minutes for an account from an address, and ten accounts that failed from one
/// address. The second limit spares accounts that are known at the address, so that one guesser does not shut out all who share
/// it. No account is locked for other addresses. Counts in this process: with several instances the limits apply to each.
/// </summary>
public sealed class LoginThrottle(TimeProvider clock)
{
    public const int FailuresMax = 5, AccountsMax = 10;

    public static readonly TimeSpan Window = TimeSpan.FromMinutes(15);

    /// <summary>Addresses remembered; past it those whose window is over are swept, then all.</summary>
    private const int AddressesMax = 20_000;

    private readonly Lock gate = new();
    private readonly Dictionary<string, Dictionary<string, Account>> addresses = new(StringComparer.Ordinal);

    /// <summary>
    /// Counts an attempt before its outcome is known, so that a burst of parallel guesses gains nothing. Dispose it without a
    /// verdict, and it was none.
    /// </summary>
    /// <param name="isKnownHere">Whether the account uses this address: only its own failures count then.</param>
    public Result<Attempt> Begin(string account, ClientOrigin origin, bool isKnownHere)
    {
        ArgumentNullException.ThrowIfNull(account);
        ArgumentNullException.ThrowIfNull(origin);
        var name = account.ToUpperInvariant();
        var address = origin.Network ?? "";
        var now = clock.GetUtcNow();
        lock (gate)
        {
            var accounts = AccountsOf(address, now);
            if (!accounts.TryGetValue(name, out var entry))
            {
                var failed = accounts.Values.Where(a => a.Failures.Count > 0).ToList();
                if (!isKnownHere && failed.Count >= AccountsMax)
                {
                    return SessionErrors.Throttled(failed.Min(a => a.Failures.Last()) + Window - now);
                }

                accounts[name] = entry = new Account();
            }

            if (entry.Failures.Count + entry.Pending >= FailuresMax)
            {
                // Attempts under way may still succeed; then no wait is as long as this.
                return SessionErrors.Throttled(entry.Failures.TryPeek(out var oldest) ? oldest + Window - now : TimeSpan.FromSeconds(1));
            }

            entry.Pending++;
            return new Attempt(this, address, name);
        }
    }

    /// <summary>Whether accounts that did not fail before are refused from there.</summary>
    public bool IsFull(ClientOrigin origin)
    {
        ArgumentNullException.ThrowIfNull(origin);
        lock (gate)
        {
            return addresses.TryGetValue(origin.Network ?? "", out var accounts)
                && accounts.Values.Count(a => a.Failures.Count > 0) >= AccountsMax;
        }
    }

    private void End(string address, string name, bool? succeeded)
    {
        var now = clock.GetUtcNow();
        lock (gate)
        {
            if (!addresses.TryGetValue(address, out var accounts) || !accounts.TryGetValue(name, out var entry))
            {
                return;
            }

            entry.Pending = Math.Max(entry.Pending - 1, 0);
            if (succeeded == true)
            {
                entry.Failures.Clear();
            }
            else if (succeeded == false)
            {
                entry.Failures.Enqueue(now);
            }

            Forget(accounts, now);
            if (accounts.Count == 0)
            {
                addresses.Remove(address);
            }
        }
    }

    private Dictionary<string, Account> AccountsOf(string address, DateTimeOffset now)
    {
        if (addresses.TryGetValue(address, out var accounts))
        {
            Forget(accounts, now);
            return accounts;
        }

        if (addresses.Count >= AddressesMax)
        {
            Sweep(now);
        }

        return addresses[address] = new Dictionary<string, Account>(StringComparer.Ordinal);
    }

    private void Sweep(DateTimeOffset now)
    {
        foreach (var (address, accounts) in addresses.ToList())
        {
            Forget(accounts, now);
            if (accounts.Count == 0)
            {
                addresses.Remove(address);
            }
        }

        if (addresses.Count >= AddressesMax)
        {
            addresses.Clear();
        }
    }

    private static void Forget(Dictionary<string, Account> accounts, DateTimeOffset now)
    {
        foreach (var (name, entry) in accounts.ToList())
        {
            while (entry.Failures.TryPeek(out var oldest) && oldest + Window <= now)
            {
                entry.Failures.Dequeue();
            }

            if (entry is { Failures.Count: 0, Pending: 0 })
            {
                accounts.Remove(name);
            }
        }
    }

    private sealed class Account
    {
        public Queue<DateTimeOffset> Failures { get; } = new();

        public int Pending { get; set; }
    }

    /// <summary>One attempt under way.</summary>
    public sealed class Attempt : IDisposable
    {
        private readonly LoginThrottle throttle;
        private readonly string address;
        private readonly string name;
        private bool ended;

        internal Attempt(LoginThrottle throttle, string address, string name) =>
            (this.throttle, this.address, this.name) = (throttle, address, name);

        public void Succeeded() => End(succeeded: true);

        public void Failed() => End(succeeded: false);

        public void Dispose() => End(succeeded: null);

        private void End(bool? succeeded)
        {
            if (!ended)
            {
                ended = true;
                throttle.End(address, name, succeeded);
            }
        }
    }
}
