using System.Security.Cryptography;
using Agora.Application.Common;
using Agora.Application.Sessions;
using Agora.Infrastructure.Database;
using Agora.Infrastructure.Sessions;
using Microsoft.Extensions.Configuration;

namespace Agora.Infrastructure.Tests.Sessions;

public sealed class PasswordHasherTests : IDisposable
{
    private readonly PasswordHasher hasher = new(new PasswordCost(1000), cores: 4);

    public void Dispose() => hasher.Dispose();

    [Fact]
    public async Task Says_algorithm_cost_salt_and_hash_in_one_text()
    {
        var stored = await hasher.HashAsync("correct horse", CancellationToken.None);

        stored.ShouldMatch("""^\$pbkdf2-sha512\$i=1000\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$""");
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

    [Fact]
    public async Task Knows_a_cheaper_hash_as_weak()
    {
        using var earlier = new PasswordHasher(new PasswordCost(500), cores: 4);
        var stored = await earlier.HashAsync("correct horse", CancellationToken.None);

        (await hasher.CheckAsync("correct horse", stored, CancellationToken.None)).ShouldBe(PasswordCheck.RightButWeak);
        (await hasher.CheckAsync("wrong horse", stored, CancellationToken.None)).ShouldBe(PasswordCheck.Wrong);
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

        (await hasher.CheckAsync("correct horse", Convert.ToBase64String(stored), CancellationToken.None)).ShouldBe(PasswordCheck.RightButWeak);
        (await hasher.CheckAsync("wrong horse", Convert.ToBase64String(stored), CancellationToken.None)).ShouldBe(PasswordCheck.Wrong);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("plain text")]
    [InlineData("$2b$12$abcdefghijklmnopqrstuv1234567890123456789012345678901")]
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
        using var slow = new PasswordHasher(new PasswordCost(200_000), cores: 1);

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
    [InlineData("209999")]
    [InlineData("1")]
    [InlineData("-1")]
    [InlineData("5000001")]
    public void No_setting_makes_hashing_cheap_or_endless(string iterations) =>
        Should.Throw<InvalidConfigurationException>(() => PasswordCost.From(Settings(iterations)));

    [Fact]
    public void Costs_what_is_advised_today_unless_a_setting_says_more()
    {
        PasswordCost.From(Settings(null)).Iterations.ShouldBe(220_000);
        PasswordCost.From(Settings("300000")).Iterations.ShouldBe(300_000);
    }

    private static IConfiguration Settings(string? iterations) => new ConfigurationBuilder()
        .AddInMemoryCollection(iterations is null ? [] : [KeyValuePair.Create("Passwords:Iterations", (string?)iterations)])
        .Build();
}
