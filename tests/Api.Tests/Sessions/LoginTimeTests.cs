using System.Net;
using System.Net.Http.Json;
using Agora.Application.Sessions;
using Agora.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Agora.Api.Tests.Sessions;

/// <summary>
/// Whether a password is right must not show by the time of a refusal, so the passwords of accounts that may not sign in are checked as
/// those of accounts that are not there: against nothing, which takes as long as a wrong password.
/// </summary>
public sealed class LoginTimeTests(LoginTimeTests.Fixture api) : IClassFixture<LoginTimeTests.Fixture>
{
    [Theory]
    [InlineData("UPDATE app.users SET is_active = false, security_version = security_version + 1 WHERE id = $1")]
    [InlineData("UPDATE app.users SET deleted_at = now(), security_version = security_version + 1 WHERE id = $1")]
    [InlineData("UPDATE app.users SET email_verified_at = NULL WHERE id = $1")]
    public async Task The_right_password_of_an_account_that_may_not_sign_in_is_not_looked_at(string change)
    {
        var ann = await api.RegisteredAsync();
        await api.Superuser.ExecuteAsync("UPDATE app.users SET email_verified_at = now() WHERE id = $1", ann.Id);
        (await LoginAsync(ann)).StatusCode.ShouldBe(HttpStatusCode.OK);
        api.Hasher.Stored.ShouldNotBeNull();
        await api.Superuser.ExecuteAsync(change, ann.Id);

        await Problem.AssertAsync(await LoginAsync(ann), HttpStatusCode.Unauthorized, "auth.invalid_credentials");

        api.Hasher.Stored.ShouldBeNull();
    }

    private Task<HttpResponseMessage> LoginAsync(Person person) =>
        api.Stranger().PostAsJsonAsync("/api/v1/auth/login", new { username = person.Username, password = SessionFixture.Password });

    public sealed class Fixture : SessionFixture
    {
        internal RecordingHasher Hasher => (RecordingHasher)Services.GetRequiredService<IPasswordHasher>();

        protected override IReadOnlyList<string> Settings => ["--Sessions:RequireVerifiedEmail=true"];

        protected override void Replace(IServiceCollection services)
        {
            base.Replace(services);
            var real = services.Last(s => s.ServiceType == typeof(IPasswordHasher));
            services.AddSingleton<IPasswordHasher>(provider => new RecordingHasher(
                (IPasswordHasher)(real.ImplementationFactory?.Invoke(provider)
                    ?? ActivatorUtilities.CreateInstance(provider, real.ImplementationType!))));
        }
    }

    /// <summary>The real one, and what it was last asked to check against.</summary>
    internal sealed class RecordingHasher(IPasswordHasher real) : IPasswordHasher
    {
        public bool Knows(string stored) => true;

        public string? Stored { get; private set; }

        public Task<string> HashAsync(string password, CancellationToken ct) => real.HashAsync(password, ct);

        public Task<PasswordCheck> CheckAsync(string password, string? stored, CancellationToken ct)
        {
            Stored = stored;
            return real.CheckAsync(password, stored, ct);
        }
    }
}
