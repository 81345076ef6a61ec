using System.Security.Cryptography;
using Agora.Application.Common;
using Agora.Application.Sessions;
using Agora.Infrastructure.Database;
using Agora.Infrastructure.Sessions;
using Microsoft.Extensions.Configuration;

namespace Agora.Infrastructure.Tests.Sessions;

public sealed class PasswordHasherTests : IDisposable
{
    private static readonly TimeSpan Refusal = TimeSpan.FromSeconds(1);

    private readonly WorkClock clock = new();
    private readonly PasswordHasher hasher;

    public PasswordHasherTests() => hasher = new PasswordHasher(new PasswordCost(64, 2, Refusal), cores: 4, clock);

    public void Dispose() => hasher.Dispose();

    [Fact]
    public async Task Says_algorithm_cost_salt_and_hash_in_one_text()
    {
        var stored = await hasher.HashAsync("correct horse", CancellationToken.None);

        stored.ShouldMatch("""^\$argon2id\$v=19\$m=64,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$""");
        (await hasher.HashAsync("correct horse", CancellationToken.None)).ShouldNotBe(stored);
    }

    [Theory]
    [InlineData("correct horse", PasswordCheck.Right)]
    [InlineData("correct horsf", PasswordCheck.Wrong)]
    [InlineData("correct horse ", PasswordCheck.Wrong)]
    [InlineData("Correct horse", PasswordCheck.Wrong)]
    [InlineData("", PasswordCheck.Wrong)]
    public async Task Checks_what_was_typed(string typed, PasswordCheck expected)
    {
        var stored = await hasher.HashAsync("correct horse", CancellationToken.None);

        (await hasher.CheckAsync(typed, stored, CancellationToken.None)).ShouldBe(expected);
    }

    [Theory]
    [InlineData(32, 2)]
    [InlineData(64, 1)]
    public async Task Knows_a_cheaper_hash_as_weak(int kilobytes, int passes)
    {
        using var earlier = new PasswordHasher(new PasswordCost(kilobytes, passes, Refusal), cores: 4, clock);
        var stored = await earlier.HashAsync("correct horse", CancellationToken.None);

        (await hasher.CheckAsync("correct horse", stored, CancellationToken.None)).ShouldBe(PasswordCheck.RightButWeak);
        (await hasher.CheckAsync("wrong horse", stored, CancellationToken.None)).ShouldBe(PasswordCheck.Wrong);
    }

    /// <summary>Made by the programs <c>argon2</c> and <c>crypt(3)</c>, and by PBKDF2 as it was used before.</summary>
    [Theory]
    [InlineData(
        "correct horse",
        "$argon2id$v=19$m=19456,t=2,p=1$MDEyMzQ1Njc4OWFiY2RlZg$rk2Mi3E4dgRMg0fHaYaptWVZRKqs//6b6k3/nntqGJk",
        PasswordCheck.Right)]
    [InlineData(
        "größe",
        "$argon2id$v=19$m=8192,t=3,p=1$MDEyMzQ1Njc4OWFiY2RlZg$tZiyrTGbU+jMDzoSzlEEvvcqXVE4+89PtSgoAJ9TBjY",
        PasswordCheck.Right)]
    [InlineData("correct horse", "$2b$05$abcdefghijklmnopqrstuuHNbAKRhpaujgo33bRWs.NLUTJO3lOy2", PasswordCheck.RightButWeak)]
    [InlineData("größe 漢", "$2a$04$abcdefghijklmnopqrstuu1zhVnkbqzo4dZipGOpWuINlIeiEk5TO", PasswordCheck.RightButWeak)]
    [InlineData("correct horse", "$2y$04$abcdefghijklmnopqrstuujydOTSfIH/d5oUHpsygqV5X9xJLQc6e", PasswordCheck.RightButWeak)]
    [InlineData("correct horse", "PBKDF2", PasswordCheck.RightButWeak)]
    public async Task Reads_hashes_of_other_programs(string password, string stored, PasswordCheck expected)
    {
        stored = stored.Replace("PBKDF2", Pbkdf2("correct horse"), StringComparison.Ordinal);

        (await hasher.CheckAsync(password, stored, CancellationToken.None)).ShouldBe(expected);
        (await hasher.CheckAsync(password + "x", stored, CancellationToken.None)).ShouldBe(PasswordCheck.Wrong);
    }

    [Fact]
    public async Task Looks_at_the_72_bytes_that_bcrypt_has_always_looked_at()
    {
        var long72 = string.Concat(Enumerable.Repeat("0123456789ab", 6));
        var stored = BCrypt.Net.BCrypt.HashPassword(long72, 4);

        (await hasher.CheckAsync(long72 + " and more", stored, CancellationToken.None)).ShouldBe(PasswordCheck.RightButWeak);
        (await hasher.CheckAsync(long72[..71], stored, CancellationToken.None)).ShouldBe(PasswordCheck.Wrong);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("unreadable")]
    [InlineData("ARGON2ID")]
    [InlineData("PBKDF2")]
    [InlineData("$2b$05$abcdefghijklmnopqrstuuHNbAKRhpaujgo33bRWs.NLUTJO3lOy2")]
    public async Task Refuses_after_the_same_time_for_every_stored_form(string? stored)
    {
        stored = stored switch
        {
            "ARGON2ID" => await hasher.HashAsync("correct horse", CancellationToken.None),
            "PBKDF2" => Pbkdf2("correct horse"),
            _ => stored,
        };
        clock.WorkTakes = TimeSpan.FromMilliseconds(300);

        (await hasher.CheckAsync("wrong horse", stored, CancellationToken.None)).ShouldBe(PasswordCheck.Wrong);
        clock.Waited.ShouldBe([Refusal - clock.WorkTakes]);

        if (stored is not (null or "unreadable"))
        {
            (await hasher.CheckAsync("correct horse", stored, CancellationToken.None)).ShouldNotBe(PasswordCheck.Wrong);
            clock.Waited.Count.ShouldBe(1, "A right password does not wait.");
        }
    }

    [Theory]
    [InlineData(0, "SHA1")]
    [InlineData(1, "SHA256")]
    [InlineData(2, "SHA512")]
    public async Task Reads_hashes_of_ASP_NET_Core_Identity(byte prf, string algorithm)
    {
        var salt = RandomNumberGenerator.GetBytes(16);
        var hash = Rfc2898DeriveBytes.Pbkdf2("correct horse", salt, 2000, new HashAlgorithmName(algorithm), 32);
        byte[] stored = [1, 0, 0, 0, prf, 0, 0, 7, 208, 0, 0, 0, 16, .. salt, .. hash];

        (await hasher.CheckAsync("correct horse", Convert.ToBase64String(stored), CancellationToken.None))
            .ShouldBe(PasswordCheck.RightButWeak);
        (await hasher.CheckAsync("wrong horse", Convert.ToBase64String(stored), CancellationToken.None)).ShouldBe(PasswordCheck.Wrong);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("plain text")]
    [InlineData("$2b$٠٥$abcdefghijklmnopqrstuuHNbAKRhpaujgo33bRWs.NLUTJO3lOy2")]
    [InlineData("$2b$03$abcdefghijklmnopqrstuuHNbAKRhpaujgo33bRWs.NLUTJO3lOy2")]
    [InlineData("$2b$16$abcdefghijklmnopqrstuuHNbAKRhpaujgo33bRWs.NLUTJO3lOy2")]
    [InlineData("$2b$31$abcdefghijklmnopqrstuuHNbAKRhpaujgo33bRWs.NLUTJO3lOy2")]
    [InlineData("$2x$05$abcdefghijklmnopqrstuuHNbAKRhpaujgo33bRWs.NLUTJO3lOy2")]
    [InlineData("$2b$05$abcdefghijklmnopqrstuuHNbAKRhpaujgo33bRWs")]
    [InlineData("$2b$05$abcdefghijklmnopqrstuuHNbAKRhpaujgo33bRWs.NLUTJO3lOy2\n")]
    [InlineData("$argon2id$v=19$m=256,t=2,p=2$MDEyMzQ1Njc4OWFiY2RlZg$+GOGKJvIoTEl91TCgE0yArmEow80raLkxOXPceNYR9E")]
    [InlineData("$argon2id$v=16$m=64,t=2,p=1$MDEyMzQ1Njc4OWFiY2RlZg$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("$argon2i$v=19$m=64,t=2,p=1$MDEyMzQ1Njc4OWFiY2RlZg$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("$argon2id$v=19$m=999999999,t=2,p=1$MDEyMzQ1Njc4OWFiY2RlZg$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("$argon2id$v=19$m=64,t=999999999,p=1$MDEyMzQ1Njc4OWFiY2RlZg$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("$argon2id$v=19$m=0,t=0,p=1$MDEyMzQ1Njc4OWFiY2RlZg$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("$argon2id$v=19$m=64,t=2,p=1$MDEyMw$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("$argon2id$v=19$m=64,t=2,p=1$MDEyMzQ1Njc4OWFiY2RlZg$")]
    [InlineData("$pbkdf2-sha512$i=0$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("$pbkdf2-sha512$i=2000000000$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("$pbkdf2-sha512$i=1000$AAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("$pbkdf2-sha512$i=1000$AAAAAAAAAAAAAAAAAAAAAA$")]
    [InlineData("$pbkdf2-sha512$i=1000$AAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("AQAAAAEAACcQAAAAEA==")]
    [InlineData("AQAAAAH/////AAAAEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")]
    public async Task Finds_any_password_wrong_for_what_it_cannot_read(string? stored) =>
        (await hasher.CheckAsync("correct horse", stored, CancellationToken.None)).ShouldBe(PasswordCheck.Wrong);

    [Fact]
    public async Task Turns_away_what_would_wait_too_long()
    {
        using var slow = new PasswordHasher(new PasswordCost(19 * 1024, 5, Refusal), cores: 1, clock);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 60).Select(async _ =>
        {
            try
            {
                await slow.HashAsync("correct horse", CancellationToken.None);
                return "hashed";
            }
            catch (DependencyException busy)
            {
                return busy.Error.Code;
            }
        }));

        // One at work and twenty waiting get through; a few more if the machine finishes some while the rest arrive.
        outcomes.Count(o => o == "hashed").ShouldBeGreaterThanOrEqualTo(21);
        outcomes.Count(o => o == "auth.busy").ShouldBeGreaterThan(0);
        outcomes.ShouldAllBe(o => o == "hashed" || o == "auth.busy");
    }

    [Theory]
    [InlineData("MemoryMegabytes", "18")]
    [InlineData("MemoryMegabytes", "1025")]
    [InlineData("Passes", "1")]
    [InlineData("Passes", "21")]
    [InlineData("RefusalMilliseconds", "-1")]
    public void No_setting_makes_hashing_cheap_or_endless(string name, string value) =>
        Should.Throw<InvalidConfigurationException>(() => PasswordCost.From(Settings((name, value))));

    [Fact]
    public void Costs_what_is_advised_today_unless_a_setting_says_more()
    {
        PasswordCost.From(Settings()).ShouldBe(new PasswordCost(19 * 1024, 2, TimeSpan.FromMilliseconds(800)));
        PasswordCost.From(Settings(("MemoryMegabytes", "64"), ("Passes", "3")))
            .ShouldBe(new PasswordCost(64 * 1024, 3, TimeSpan.FromMilliseconds(800)));
    }

    private static string Pbkdf2(string password)
    {
        var salt = RandomNumberGenerator.GetBytes(16);
        var hash = Rfc2898DeriveBytes.Pbkdf2(password, salt, 1000, HashAlgorithmName.SHA512, 32);
        return $"$pbkdf2-sha512$i=1000${Convert.ToBase64String(salt).TrimEnd('=')}${Convert.ToBase64String(hash).TrimEnd('=')}";
    }

    private static IConfiguration Settings(params (string Name, string Value)[] settings) => new ConfigurationBuilder()
        .AddInMemoryCollection(settings.Select(s => KeyValuePair.Create($"Passwords:{s.Name}", (string?)s.Value)))
        .Build();

    /// <summary>Moves by the time of one work from each look to the next, and rings timers at once.</summary>
    private sealed class WorkClock : TimeProvider
    {
        private long now;

        public TimeSpan WorkTakes { get; set; }

        public List<TimeSpan> Waited { get; } = [];

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Interlocked.Add(ref now, WorkTakes.Ticks);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            lock (Waited)
            {
                Waited.Add(dueTime);
            }

            return System.CreateTimer(callback, state, TimeSpan.Zero, period);
        }
    }
}
