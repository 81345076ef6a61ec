using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Agora.Testing;

namespace Agora.Api.Tests.Sessions;

public sealed class ChangeEmailTests(SessionFixture api) : IClassFixture<SessionFixture>
{
    private const string Told = "Your e-mail address is to be changed", Changed = "Your e-mail address was changed",
        Confirm = "Confirm your new e-mail address";

    [Fact]
    public async Task Needs_the_password_of_the_caller()
    {
        var ann = await api.RegisteredAsync();
        var device = await api.LoginAsync(ann);

        using var missing = await PatchAsync(device, new { email = $"new-{ann.Email}" });
        using var wrong = await PatchAsync(device, new { email = $"new-{ann.Email}", currentPassword = "a wrong passphrase" });
        await api.SendMailAsync();

        await Problem.AssertAsync(missing, HttpStatusCode.BadRequest, "auth.password_required");
        await Problem.AssertAsync(wrong, HttpStatusCode.BadRequest, "auth.password_wrong");
        (await MeAsync(device)).GetProperty("pendingEmail").ValueKind.ShouldBe(JsonValueKind.Null);
        api.Mail.To(ann.Email).ShouldNotContain(l => l.Subject == Told);
        api.Mail.To($"new-{ann.Email}").ShouldBeEmpty();
    }

    [Fact]
    public async Task Guesses_of_the_password_are_throttled()
    {
        var ann = await api.RegisteredAsync();
        var device = await api.LoginAsync(ann);
        for (var i = 0; i < 5; i++)
        {
            using var wrong = await PatchAsync(device, new { email = $"new-{ann.Email}", currentPassword = $"guess {i}" });
            wrong.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        }

        using var sixth = await PatchAsync(device, new { email = $"new-{ann.Email}", currentPassword = SessionFixture.Password });

        await Problem.AssertAsync(sixth, HttpStatusCode.TooManyRequests, "auth.throttled");
    }

    [Fact]
    public async Task The_present_address_stays_until_the_new_one_is_confirmed()
    {
        var ann = await api.RegisteredAsync();
        var device = await api.LoginAsync(ann);

        using var asked = await ChangeAsync(device, $"new-{ann.Email}");
        await api.Stranger().PostAsJsonAsync("/api/v1/auth/forgot-password", new { email = $"new-{ann.Email}" });
        await api.Stranger().PostAsJsonAsync("/api/v1/auth/forgot-password", new { email = ann.Email });
        await api.SendMailAsync();

        asked.StatusCode.ShouldBe(HttpStatusCode.OK, await asked.Content.ReadAsStringAsync());
        var me = await asked.Content.ReadFromJsonAsync<JsonElement>();
        me.GetProperty("email").GetString().ShouldBe(ann.Email);
        me.GetProperty("pendingEmail").GetString().ShouldBe($"new-{ann.Email}");
        api.Mail.To($"new-{ann.Email}").ShouldHaveSingleItem().Subject.ShouldBe(Confirm);
        api.Mail.To(ann.Email).ShouldContain(l => l.Subject == Told);
        api.Mail.To(ann.Email).ShouldContain(l => l.Subject == "Set a new password");
        (await LoginStatusAsync($"new-{ann.Email}", SessionFixture.Password)).ShouldBe(HttpStatusCode.Unauthorized);
        (await LoginStatusAsync(ann.Email, SessionFixture.Password)).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task The_link_to_the_new_address_makes_the_change_and_the_former_address_is_notified()
    {
        var ann = await api.RegisteredAsync();
        var device = await api.LoginAsync(ann);
        await ChangeAsync(device, $"new-{ann.Email}");
        await api.SendMailAsync();

        using var confirmed = await VerifyAsync(api.Mail.TokenFor($"new-{ann.Email}", Confirm));
        using var again = await VerifyAsync(api.Mail.TokenFor($"new-{ann.Email}", Confirm));
        await api.SendMailAsync();

        confirmed.StatusCode.ShouldBe(HttpStatusCode.NoContent, await confirmed.Content.ReadAsStringAsync());
        await Problem.AssertAsync(again, HttpStatusCode.BadRequest, "auth.one_time_token_invalid");
        var me = await MeAsync(device);
        me.GetProperty("email").GetString().ShouldBe($"new-{ann.Email}");
        me.GetProperty("emailVerifiedAt").ValueKind.ShouldBe(JsonValueKind.String);
        me.GetProperty("pendingEmail").ValueKind.ShouldBe(JsonValueKind.Null);
        api.Mail.To(ann.Email).ShouldContain(l => l.Subject == Changed);
        (await EventsAsync(ann)).ShouldBe(["email_change_requested", "email_changed", "registered"]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_former_address_takes_the_change_back(bool isConfirmed)
    {
        var ann = await api.RegisteredAsync();
        var device = await api.LoginAsync(ann);
        await ChangeAsync(device, $"new-{ann.Email}");
        await api.SendMailAsync();
        if (isConfirmed)
        {
            await VerifyAsync(api.Mail.TokenFor($"new-{ann.Email}", Confirm));
        }

        using var restored = await TakeBackAsync(api.Mail.TokenFor(ann.Email, Told));
        using var again = await TakeBackAsync(api.Mail.TokenFor(ann.Email, Told));
        using var late = await VerifyAsync(api.Mail.TokenFor($"new-{ann.Email}", Confirm));
        await api.SendMailAsync();

        restored.StatusCode.ShouldBe(HttpStatusCode.NoContent, await restored.Content.ReadAsStringAsync());
        await Problem.AssertAsync(again, HttpStatusCode.BadRequest, "auth.one_time_token_invalid");
        await Problem.AssertAsync(late, HttpStatusCode.BadRequest, "auth.one_time_token_invalid");
        (await device.StatusAsync()).ShouldBe(HttpStatusCode.Unauthorized);
        (await device.RefreshAsync()).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await LoginStatusAsync(ann.Email, SessionFixture.Password)).ShouldBe(HttpStatusCode.Unauthorized);
        using var reset = await api.Stranger().PostAsJsonAsync(
            "/api/v1/auth/reset-password", new { token = api.Mail.ResetFor(ann.Email), newPassword = "another long passphrase" });
        reset.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await LoginStatusAsync(ann.Email, "another long passphrase")).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_changed_address_does_not_end_the_link_that_takes_it_back()
    {
        var ann = await api.RegisteredAsync();
        var thief = await api.LoginAsync(ann);
        var (second, third) = ($"second-{ann.Email}", $"third-{ann.Email}");
        await ChangeAsync(thief, second);
        await api.SendMailAsync();
        var ownersLink = api.Mail.TokenFor(ann.Email, Told);
        await VerifyAsync(api.Mail.TokenFor(second, Confirm));
        api.Clock.Advance(TimeSpan.FromSeconds(1));
        await ChangeAsync(thief, third);
        await api.SendMailAsync();
        await VerifyAsync(api.Mail.TokenFor(third, Confirm));
        await thief.PostAsync(
            "/api/v1/auth/change-password", new { currentPassword = SessionFixture.Password, newPassword = "a passphrase of the thief" });
        await thief.PostAsync("/api/v1/auth/logout-all");
        (await TakeBackAsync(api.Mail.TokenFor(second, Told))).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        using var squatter = await api.Stranger().PostAsJsonAsync(
            "/api/v1/auth/register",
            new { email = ann.Email, username = $"s{Guid.NewGuid():N}"[..20], password = "a passphrase of the thief" });
        squatter.StatusCode.ShouldBe(HttpStatusCode.Created);

        using var restored = await TakeBackAsync(ownersLink);

        restored.StatusCode.ShouldBe(HttpStatusCode.NoContent, await restored.Content.ReadAsStringAsync());
        (await api.Superuser.ScalarAsync<string>("SELECT email FROM app.users WHERE id = $1", ann.Id)).ShouldBe(ann.Email);
    }

    [Fact]
    public async Task A_change_that_waits_is_withdrawn_by_the_present_address()
    {
        var ann = await api.RegisteredAsync();
        var device = await api.LoginAsync(ann);
        await ChangeAsync(device, $"new-{ann.Email}");
        await api.SendMailAsync();

        using var withdrawn = await PatchAsync(device, new { email = ann.Email });
        using var late = await VerifyAsync(api.Mail.TokenFor($"new-{ann.Email}", Confirm));

        (await withdrawn.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("pendingEmail").ValueKind.ShouldBe(JsonValueKind.Null);
        await Problem.AssertAsync(late, HttpStatusCode.BadRequest, "auth.one_time_token_invalid");
    }

    [Fact]
    public async Task An_address_that_was_confirmed_meanwhile_is_refused()
    {
        var ann = await api.RegisteredAsync();
        var device = await api.LoginAsync(ann);
        var wanted = $"new-{ann.Email}";
        await ChangeAsync(device, wanted);
        await api.SendMailAsync();
        await api.Superuser.ExecuteAsync(
            "INSERT INTO app.users (email, username, email_verified_at) VALUES ($1, $2, now())", wanted, $"s{Guid.NewGuid():N}"[..20]);

        using var confirmed = await VerifyAsync(api.Mail.TokenFor(wanted, Confirm));
        using var asked = await ChangeAsync(device, wanted);

        await Problem.AssertAsync(confirmed, HttpStatusCode.Conflict, "user.email_taken");
        await Problem.AssertAsync(asked, HttpStatusCode.Conflict, "user.email_taken");
    }

    private static async Task<HttpResponseMessage> PatchAsync(Device device, object body)
    {
        var version = (await MeAsync(device)).GetProperty("version").GetInt32();
        return await device.SendAsync(HttpMethod.Patch, "/api/v1/users/me", body, $"\"{version}\"");
    }

    private static Task<HttpResponseMessage> ChangeAsync(Device device, string email) =>
        PatchAsync(device, new { email, currentPassword = SessionFixture.Password });

    private static async Task<JsonElement> MeAsync(Device device) =>
        await (await device.GetAsync("/api/v1/users/me")).Content.ReadFromJsonAsync<JsonElement>();

    private Task<HttpResponseMessage> VerifyAsync(string token) =>
        api.Stranger().PostAsJsonAsync("/api/v1/auth/verify-email", new { token });

    private Task<HttpResponseMessage> TakeBackAsync(string token) =>
        api.Stranger().PostAsJsonAsync("/api/v1/auth/take-back-email", new { token });

    private async Task<HttpStatusCode> LoginStatusAsync(string username, string password) =>
        (await api.Stranger().PostAsJsonAsync("/api/v1/auth/login", new { username, password })).StatusCode;

    private async Task<IReadOnlyList<string>> EventsAsync(Person person) => (await api.Superuser.ScalarAsync<string[]>(
        "SELECT array_agg(kind ORDER BY kind) FROM app.security_events WHERE user_id = $1", person.Id))!;
}
