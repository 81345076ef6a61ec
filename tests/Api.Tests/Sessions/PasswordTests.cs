using System.Net;
using System.Net.Http.Json;
using Agora.Application.Sessions;
using Agora.Domain.Users;
using Agora.Testing;
using Npgsql;

namespace Agora.Api.Tests.Sessions;

public sealed class PasswordTests(SessionFixture api) : IClassFixture<SessionFixture>
{
    private const string NewPassword = "another long passphrase";

    [Fact]
    public async Task A_change_ends_every_other_session_at_once_and_keeps_this_one()
    {
        var ann = await api.RegisteredAsync();
        var phone = await api.LoginAsync(ann);
        var laptop = await api.LoginAsync(ann);
        (await phone.StatusAsync()).ShouldBe(HttpStatusCode.OK);

        using var changed = await ChangeAsync(laptop, SessionFixture.Password, NewPassword);

        changed.StatusCode.ShouldBe(HttpStatusCode.NoContent, await changed.Content.ReadAsStringAsync());
        (await phone.StatusAsync()).ShouldBe(HttpStatusCode.Unauthorized);
        (await phone.RefreshAsync()).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await laptop.StatusAsync()).ShouldBe(HttpStatusCode.OK);
        (await laptop.RefreshAsync()).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await LoginStatusAsync(ann, SessionFixture.Password)).ShouldBe(HttpStatusCode.Unauthorized);
        (await LoginStatusAsync(ann, NewPassword)).ShouldBe(HttpStatusCode.OK);
        await api.SendMailAsync();
        api.Mail.To(ann.Email).ShouldContain(l => l.Subject == "Your password was changed");
    }

    [Fact]
    public async Task A_change_needs_the_current_password_and_counts_guesses()
    {
        var device = await api.LoginAsync(await api.RegisteredAsync());
        for (var i = 0; i < 5; i++)
        {
            await Problem.AssertAsync(
                await ChangeAsync(device, $"guess {i}", NewPassword), HttpStatusCode.BadRequest, "auth.password_wrong");
        }

        await Problem.AssertAsync(
            await ChangeAsync(device, SessionFixture.Password, NewPassword), HttpStatusCode.TooManyRequests, "auth.throttled");
    }

    [Fact]
    public async Task Of_two_changes_at_once_one_wins()
    {
        var ann = await api.RegisteredAsync();
        var device = await api.LoginAsync(ann);

        var responses = await Task.WhenAll(
            ChangeAsync(device, SessionFixture.Password, NewPassword),
            ChangeAsync(device, SessionFixture.Password, NewPassword + "!"));

        responses.Count(r => r.StatusCode == HttpStatusCode.NoContent).ShouldBe(1);
    }

    [Fact]
    public async Task A_link_resets_the_password_once_and_ends_all_sessions()
    {
        var ann = await api.RegisteredAsync();
        var device = await api.LoginAsync(ann);
        (await ForgotAsync(ann.Email)).StatusCode.ShouldBe(HttpStatusCode.Accepted);
        await api.SendMailAsync();
        var token = api.Mail.ResetFor(ann.Email);

        using var reset = await ResetAsync(token, NewPassword);
        using var again = await ResetAsync(token, NewPassword);

        reset.StatusCode.ShouldBe(HttpStatusCode.NoContent, await reset.Content.ReadAsStringAsync());
        await Problem.AssertAsync(again, HttpStatusCode.BadRequest, "auth.one_time_token_invalid");
        (await device.StatusAsync()).ShouldBe(HttpStatusCode.Unauthorized);
        (await device.RefreshAsync()).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await LoginStatusAsync(ann, SessionFixture.Password)).ShouldBe(HttpStatusCode.Unauthorized);
        (await LoginStatusAsync(ann, NewPassword)).ShouldBe(HttpStatusCode.OK);
        (await api.Superuser.ScalarAsync<bool>("SELECT email_verified_at IS NOT NULL FROM app.users WHERE id = $1", ann.Id)).ShouldBeTrue();
    }

    [Fact]
    public async Task Of_parallel_uses_of_a_link_one_succeeds()
    {
        var ann = await api.RegisteredAsync();
        await ForgotAsync(ann.Email);
        await api.SendMailAsync();
        var token = api.Mail.ResetFor(ann.Email);

        var responses = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => ResetAsync(token, $"{NewPassword} {i}")));

        responses.Count(r => r.StatusCode == HttpStatusCode.NoContent).ShouldBe(1);
    }

    [Fact]
    public async Task A_link_is_good_for_an_hour()
    {
        var ann = await api.RegisteredAsync();
        await ForgotAsync(ann.Email);
        await api.SendMailAsync();

        api.Clock.Advance(TimeSpan.FromHours(1));

        await Problem.AssertAsync(
            await ResetAsync(api.Mail.ResetFor(ann.Email), NewPassword), HttpStatusCode.BadRequest, "auth.one_time_token_invalid");
    }

    [Fact]
    public async Task A_link_dies_when_the_account_has_another_address()
    {
        var ann = await api.RegisteredAsync();
        await ForgotAsync(ann.Email);
        await api.SendMailAsync();

        await api.Superuser.ExecuteAsync("UPDATE app.users SET email = $2 WHERE id = $1", ann.Id, $"new-{ann.Email}");

        await Problem.AssertAsync(
            await ResetAsync(api.Mail.ResetFor(ann.Email), NewPassword), HttpStatusCode.BadRequest, "auth.one_time_token_invalid");
    }

    [Fact]
    public async Task A_link_to_verify_does_not_reset()
    {
        var ann = await api.RegisteredAsync();
        await api.SendMailAsync();

        await Problem.AssertAsync(
            await ResetAsync(api.Mail.VerificationFor(ann.Email), NewPassword), HttpStatusCode.BadRequest, "auth.one_time_token_invalid");
    }

    [Theory]
    [InlineData("change-password")]
    [InlineData("reset-password")]
    [InlineData("logout-all")]
    [InlineData("close")]
    [InlineData("deactivate")]
    public async Task Outstanding_links_end_with_it(string act)
    {
        var ann = await api.RegisteredAsync();
        var device = await api.LoginAsync(ann);
        await ForgotAsync(ann.Email);
        await api.SendMailAsync();
        var (reset, verification) = (api.Mail.ResetFor(ann.Email), api.Mail.VerificationFor(ann.Email));
        await ForgotAsync(ann.Email);
        var waiting = await AskedForAsync(ann);

        await ActAsync(act, ann, device);

        // An account that is open again shows that the links ended, and not only that the account was shut.
        await api.Superuser.ExecuteAsync("UPDATE app.users SET is_active = true, deleted_at = NULL WHERE id = $1", ann.Id);
        await api.SendMailAsync();
        await Problem.AssertAsync(await ResetAsync(reset, NewPassword), HttpStatusCode.BadRequest, "auth.one_time_token_invalid");
        await Problem.AssertAsync(
            await api.Stranger().PostAsJsonAsync("/api/v1/auth/verify-email", new { token = verification }),
            HttpStatusCode.BadRequest,
            "auth.one_time_token_invalid");
        waiting.ShouldBe("sent waiting");
        (await AskedForAsync(ann)).ShouldBe("dropped sent");
    }

    [Fact]
    public async Task A_mail_that_is_dropped_while_it_is_sent_brings_no_link()
    {
        var ann = await api.RegisteredAsync();
        var device = await api.LoginAsync(ann);
        await ForgotAsync(ann.Email);
        await using var connection = await api.Superuser.OpenConnectionAsync();
        await using var change = await connection.BeginTransactionAsync();
        await using (var end = new NpgsqlCommand("SELECT app.end_one_time_links($1, now(), false)", connection, change))
        {
            end.Parameters.AddWithValue(ann.Id);
            await end.ExecuteNonQueryAsync();
        }

        var sending = api.SendMailAsync();
        await change.CommitAsync();
        await sending;

        (await device.StatusAsync()).ShouldBe(HttpStatusCode.OK);
        (await api.Superuser.ScalarAsync<long>(
            "SELECT count(*) FROM app.one_time_tokens WHERE user_id = $1 AND purpose = 'set_password' AND used_at IS NULL", ann.Id))
                .ShouldBe(0);
    }

    [Fact]
    public async Task A_mail_that_was_given_up_brings_no_link_after_the_links_of_the_account_have_ended()
    {
        var admin = await api.SignedInAsync(UserRole.Admin);
        var ann = await api.RegisteredAsync();
        var device = await api.LoginAsync(ann);
        await api.SendMailAsync();
        await ForgotAsync(ann.Email);
        var mailId = await api.Superuser.ScalarAsync<Guid>(
            "SELECT id FROM app.mail_outbox WHERE recipient = $1 AND kind = 'reset_password'", ann.Email);
        await api.Superuser.ExecuteAsync("UPDATE app.jobs SET state = 'failed', finished_at = now() WHERE id = $1", mailId);
        (await ChangeAsync(device, SessionFixture.Password, NewPassword)).EnsureSuccessStatusCode();

        using var retried = await admin.PostAsync(new Uri($"/api/v1/jobs/{mailId}/retry", UriKind.Relative), null);
        await api.SendMailAsync();

        retried.StatusCode.ShouldBe(HttpStatusCode.OK);
        api.Mail.To(ann.Email).ShouldNotContain(l => l.Subject == "Set a new password");
    }

    [Fact]
    public async Task Responds_the_same_to_an_unknown_address_and_sends_no_mail()
    {
        var ann = await api.RegisteredAsync();
        var unknown = $"{Guid.NewGuid():N}@example.org";

        using var known = await ForgotAsync(ann.Email);
        using var other = await ForgotAsync(unknown);
        await api.SendMailAsync();

        other.StatusCode.ShouldBe(known.StatusCode);
        (await other.Content.ReadAsStringAsync()).ShouldBe(await known.Content.ReadAsStringAsync());
        other.Headers.Select(h => h.Key).Order().ShouldBe(known.Headers.Select(h => h.Key).Order());
        api.Mail.To(unknown).ShouldBeEmpty();
        (await api.Superuser.ScalarAsync<string>("SELECT state FROM app.mail_outbox WHERE recipient = $1", unknown)).ShouldBe("dropped");
    }

    [Fact]
    public async Task Writes_to_an_address_three_times_an_hour_at_most()
    {
        var ann = await api.RegisteredAsync();
        for (var i = 0; i < 6; i++)
        {
            (await ForgotAsync(ann.Email.ToUpperInvariant())).StatusCode.ShouldBe(HttpStatusCode.Accepted);
            await api.SendMailAsync();
        }

        api.Mail.To(ann.Email).Concat(api.Mail.To(ann.Email.ToUpperInvariant()))
            .Count(l => l.Subject == "Set a new password").ShouldBe(3);
    }

    [Fact]
    public async Task An_invited_person_sets_the_first_password_by_the_link()
    {
        var admin = await api.SignedInAsync(UserRole.Admin);
        var name = $"i{Guid.NewGuid():N}"[..20];
        (await admin.PostAsJsonAsync("/api/v1/users", new { email = $"{name}@example.org", username = name })).StatusCode
            .ShouldBe(HttpStatusCode.Created);
        await api.SendMailAsync();

        using var set = await ResetAsync(api.Mail.TokenFor($"{name}@example.org", "You are invited to Agora"), NewPassword);

        set.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        using var login = await api.Stranger().PostAsJsonAsync("/api/v1/auth/login", new { username = name, password = NewPassword });
        login.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("' OR 1=1 --")]
    public async Task Refuses_a_link_that_was_never_sent(string token)
    {
        await Problem.AssertAsync(await ResetAsync(token, NewPassword), HttpStatusCode.BadRequest, "auth.one_time_token_invalid");
        await Problem.AssertAsync(
            await api.Stranger().PostAsJsonAsync("/api/v1/auth/verify-email", new { token }),
            HttpStatusCode.BadRequest,
            "auth.one_time_token_invalid");
    }

    private async Task ActAsync(string act, Person person, Device device)
    {
        using var response = act switch
        {
            "change-password" => await ChangeAsync(device, SessionFixture.Password, NewPassword),
            "logout-all" => await device.PostAsync("/api/v1/auth/logout-all"),
            "close" => await device.SendAsync(HttpMethod.Delete, "/api/v1/users/me"),
            _ => new HttpResponseMessage(),
        };
        response.IsSuccessStatusCode.ShouldBeTrue(await response.Content.ReadAsStringAsync());
        if (act == "deactivate")
        {
            await api.Superuser.ExecuteAsync("UPDATE app.users SET is_active = false WHERE id = $1", person.Id);
        }
        else if (act == "reset-password")
        {
            // By another link than those that are outstanding.
            var other = OpaqueToken.New();
            await api.Superuser.ExecuteAsync(
                """
                INSERT INTO app.one_time_tokens (token_hash, user_id, purpose, email, issued_at, expires_at)
                VALUES ($1, $2, 'set_password', $3, $4, $4 + interval '1 hour')
                """,
                other.Hash,
                person.Id,
                person.Email,
                api.Clock.GetUtcNow());
            (await ResetAsync(other.Text, NewPassword)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        }
    }

    private Task<string?> AskedForAsync(Person person) => api.Superuser.ScalarAsync<string>(
        "SELECT string_agg(state, ' ' ORDER BY state) FROM app.mail_outbox WHERE user_id = $1 AND kind = 'reset_password'", person.Id);

    private static Task<HttpResponseMessage> ChangeAsync(Device device, string currentPassword, string newPassword) =>
        device.PostAsync("/api/v1/auth/change-password", new { currentPassword, newPassword });

    private Task<HttpResponseMessage> ForgotAsync(string email) =>
        api.Stranger().PostAsJsonAsync("/api/v1/auth/forgot-password", new { email });

    private Task<HttpResponseMessage> ResetAsync(string token, string newPassword) =>
        api.Stranger().PostAsJsonAsync("/api/v1/auth/reset-password", new { token, newPassword });

    private async Task<HttpStatusCode> LoginStatusAsync(Person person, string password) =>
        (await api.Stranger().PostAsJsonAsync("/api/v1/auth/login", new { username = person.Email, password })).StatusCode;
}
