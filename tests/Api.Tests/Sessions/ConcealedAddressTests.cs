using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Agora.Testing;

namespace Agora.Api.Tests.Sessions;

/// <summary>What registering tells where the operator conceals which addresses have an account.</summary>
public sealed class ConcealedAddressTests(ConcealedAddressTests.Fixture api) : IClassFixture<ConcealedAddressTests.Fixture>
{
    private const string InUse = "You have an account already";

    [Fact]
    public async Task A_taken_address_is_answered_like_a_free_one_and_its_owner_is_notified()
    {
        var ann = await ConfirmedAsync();
        var (first, second) = (NewName(), NewName());

        using var taken = await RegisterAsync(ann.Email.ToUpperInvariant(), first);
        using var free = await RegisterAsync($"{second}@example.org", second);
        await api.SendMailAsync();

        taken.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        free.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        (await taken.Content.ReadAsStringAsync()).ShouldBe(await free.Content.ReadAsStringAsync());
        taken.Headers.Select(h => h.Key).Order().ShouldBe(free.Headers.Select(h => h.Key).Order());
        api.Mail.To(ann.Email)[^1].Subject.ShouldBe(InUse);
        api.Mail.To($"{second}@example.org").ShouldHaveSingleItem().Subject.ShouldBe("Confirm your e-mail address");
    }

    [Fact]
    public async Task Nothing_that_can_be_asked_afterwards_tells_them_apart()
    {
        var ann = await ConfirmedAsync();
        var (first, second) = (NewName(), NewName());
        await RegisterAsync(ann.Email, first);
        await RegisterAsync($"{second}@example.org", second);

        foreach (var name in new[] { first, second })
        {
            using var again = await RegisterAsync($"{NewName()}@example.org", name.ToUpperInvariant());
            using var login = await api.Stranger().PostAsJsonAsync(
                "/api/v1/auth/login", new { username = name, password = SessionFixture.Password });
            await Problem.AssertAsync(again, HttpStatusCode.Conflict, "user.username_taken");
            await Problem.AssertAsync(login, HttpStatusCode.Unauthorized, "auth.invalid_credentials");
        }

        string[] names = [first, second];
        (await api.Superuser.ScalarAsync<long>("SELECT count(*) FROM app.users WHERE username = ANY ($1)", [names])).ShouldBe(0);
    }

    [Fact]
    public async Task The_link_makes_the_account_confirmed_and_once()
    {
        var name = NewName();
        await RegisterAsync($"{name}@example.org", name);
        await api.SendMailAsync();
        await api.Stranger().PostAsJsonAsync("/api/v1/auth/verify-email/resend", new { email = $"{name}@example.org" });
        await api.SendMailAsync();
        var token = api.Mail.VerificationFor($"{name}@example.org");

        using var confirmed = await VerifyAsync(token);
        using var again = await VerifyAsync(token);
        using var login = await api.Stranger().PostAsJsonAsync(
            "/api/v1/auth/login", new { username = name, password = SessionFixture.Password });

        confirmed.StatusCode.ShouldBe(HttpStatusCode.NoContent, await confirmed.Content.ReadAsStringAsync());
        await Problem.AssertAsync(again, HttpStatusCode.BadRequest, "auth.one_time_token_invalid");
        login.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await api.Superuser.ScalarAsync<bool>("SELECT email_verified_at IS NOT NULL FROM app.users WHERE username = $1", name))
            .ShouldBeTrue();
    }

    [Fact]
    public async Task A_mail_that_is_tried_again_has_the_link_of_the_latest_registration()
    {
        var (former, name) = (NewName(), NewName());
        var email = $"{name}@example.org";
        api.Mail.IsBroken = true;
        await RegisterAsync(email, former);
        await api.SendMailAsync();
        api.Clock.Advance(TimeSpan.FromSeconds(1));
        await RegisterAsync(email, name);
        api.Mail.IsBroken = false;
        await api.MakeMailDueAsync(email);
        await api.SendMailAsync();

        using var confirmed = await VerifyAsync(api.Mail.VerificationFor(email));

        confirmed.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await api.Superuser.ScalarAsync<string>("SELECT username FROM app.users WHERE email = $1", email)).ShouldBe(name);
    }

    [Fact]
    public async Task A_mail_without_a_registration_by_now_is_dropped()
    {
        var name = NewName();
        var email = $"{name}@example.org";
        await RegisterAsync(email, name);
        await api.Superuser.ExecuteAsync("DELETE FROM app.registrations WHERE username = $1", name);

        await api.SendMailAsync();

        (await api.Superuser.ScalarAsync<string>("SELECT state FROM app.mail_outbox WHERE recipient = $1", email)).ShouldBe("dropped");
    }

    [Fact]
    public async Task An_unconfirmed_registration_expires_and_frees_its_name()
    {
        var name = NewName();
        await RegisterAsync($"{name}@example.org", name);
        await api.SendMailAsync();
        api.Clock.Advance(TimeSpan.FromDays(2));

        using var late = await VerifyAsync(api.Mail.VerificationFor($"{name}@example.org"));
        using var next = await RegisterAsync($"{NewName()}@example.org", name);

        await Problem.AssertAsync(late, HttpStatusCode.BadRequest, "auth.one_time_token_invalid");
        next.StatusCode.ShouldBe(HttpStatusCode.Accepted);
    }

    [Fact]
    public async Task A_change_to_a_taken_address_is_answered_like_one_to_a_free_address()
    {
        var (ann, bob) = (await ConfirmedAsync(), await ConfirmedAsync());
        var device = await api.LoginAsync(bob);

        using var taken = await device.SendAsync(
            HttpMethod.Patch, "/api/v1/users/me", new { email = ann.Email, currentPassword = SessionFixture.Password }, "\"2\"");
        await api.SendMailAsync();

        taken.StatusCode.ShouldBe(HttpStatusCode.OK, await taken.Content.ReadAsStringAsync());
        (await taken.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("pendingEmail").GetString().ShouldBe(ann.Email);
        api.Mail.To(ann.Email)[^1].Subject.ShouldBe(InUse);
    }

    private static string NewName() => $"c{Guid.NewGuid():N}"[..20];

    private async Task<Person> ConfirmedAsync()
    {
        var name = NewName();
        var client = api.Stranger();
        await RegisterAsync($"{name}@example.org", name);
        await api.SendMailAsync();
        await VerifyAsync(api.Mail.VerificationFor($"{name}@example.org"));
        var id = await api.Superuser.ScalarAsync<Guid>("SELECT id FROM app.users WHERE username = $1", name);
        return new Person(id, name, $"{name}@example.org", client);
    }

    private Task<HttpResponseMessage> RegisterAsync(string email, string username) =>
        api.Stranger().PostAsJsonAsync("/api/v1/auth/register", new { email, username, password = SessionFixture.Password });

    private Task<HttpResponseMessage> VerifyAsync(string token) =>
        api.Stranger().PostAsJsonAsync("/api/v1/auth/verify-email", new { token });

    public sealed class Fixture : SessionFixture
    {
        protected override IReadOnlyList<string> Settings => ["--Sessions:AddressConflicts=Conceal"];
    }
}
