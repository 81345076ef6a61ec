using System.Net;
using System.Net.Http.Json;
using Agora.Application.Sessions;
using Agora.Domain.Users;
using Agora.Testing;

namespace Agora.Api.Tests.Sessions;

public sealed class VerifyEmailTests(VerifyEmailTests.StrictFixture api) : IClassFixture<VerifyEmailTests.StrictFixture>
{
    [Fact]
    public async Task An_unconfirmed_account_is_refused_like_any_other_until_its_link_is_used()
    {
        var ann = await api.RegisteredAsync();
        using var before = await LoginAsync(ann);
        await api.SendMailAsync();

        using var verified = await VerifyAsync(api.Mail.VerificationFor(ann.Email));
        using var again = await VerifyAsync(api.Mail.VerificationFor(ann.Email));
        using var after = await LoginAsync(ann);

        await Problem.AssertAsync(before, HttpStatusCode.Unauthorized, "auth.invalid_credentials");
        verified.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        await Problem.AssertAsync(again, HttpStatusCode.BadRequest, "auth.one_time_token_invalid");
        after.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Sends_another_link_and_the_first_to_be_used_ends_the_rest()
    {
        var ann = await api.RegisteredAsync();
        await api.SendMailAsync();
        var first = api.Mail.VerificationFor(ann.Email);
        using var resent = await api.Stranger().PostAsJsonAsync("/api/v1/auth/verify-email/resend", new { email = ann.Email });
        await api.SendMailAsync();
        var second = api.Mail.VerificationFor(ann.Email);

        using var verified = await VerifyAsync(first);
        using var late = await VerifyAsync(second);

        resent.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        second.ShouldNotBe(first);
        verified.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        late.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Writes_no_more_to_a_confirmed_address()
    {
        var ann = await api.RegisteredAsync();
        await api.SendMailAsync();
        await VerifyAsync(api.Mail.VerificationFor(ann.Email));

        await api.Stranger().PostAsJsonAsync("/api/v1/auth/verify-email/resend", new { email = ann.Email });
        await api.SendMailAsync();

        api.Mail.To(ann.Email).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Mail_that_cannot_be_sent_waits_and_goes_out_later()
    {
        api.Mail.IsBroken = true;
        var ann = await api.RegisteredAsync();
        await api.SendMailAsync();
        var waiting = await MailAsync(ann, "state || ' ' || last_error");
        var job = await JobAsync(ann, "state || ' ' || attempt || ' ' || error_code || ' ' || (due_at > now() + interval '20 seconds')");

        api.Mail.IsBroken = false;
        await api.SendMailAsync();
        var tooEarly = api.Mail.To(ann.Email).Count;
        await api.MakeMailDueAsync(ann.Email);
        await api.SendMailAsync();

        waiting.ShouldBe("waiting The mail server does not answer.");
        job.ShouldBe("queued 1 mail.not_sent true");
        tooEarly.ShouldBe(0);
        (await VerifyAsync(api.Mail.VerificationFor(ann.Email))).StatusCode.ShouldBe(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task Mail_is_given_up_after_ten_attempts()
    {
        api.Mail.IsBroken = true;
        var ann = await api.RegisteredAsync();
        for (var attempt = 0; attempt < 12; attempt++)
        {
            await api.SendMailAsync();
            await api.MakeMailDueAsync(ann.Email);
        }

        api.Mail.IsBroken = false;

        (await JobAsync(ann, "state || ' ' || attempt")).ShouldBe("failed 10");
        (await MailAsync(ann, "state")).ShouldBe("failed");
    }

    [Theory]
    [InlineData("failed")]
    [InlineData("cancelled")]
    public async Task An_admin_retries_a_mail_that_was_given_up(string givenUp)
    {
        var admin = await api.SignedInAsync(UserRole.Admin);
        var ann = await api.RegisteredAsync();
        await api.Superuser.ExecuteAsync(
            "UPDATE app.jobs SET state = $2, finished_at = now() WHERE id = (SELECT id FROM app.mail_outbox WHERE recipient = $1)",
            ann.Email,
            givenUp);
        var ended = await MailAsync(ann, "state");

        var retry = new Uri($"/api/v1/jobs/{await MailAsync(ann, "id::text")}/retry", UriKind.Relative);
        using var retried = await admin.PostAsync(retry, null);
        await api.SendMailAsync();

        ended.ShouldBe("failed");
        retried.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await MailAsync(ann, "state")).ShouldBe("sent");
        (await VerifyAsync(api.Mail.VerificationFor(ann.Email))).StatusCode.ShouldBe(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task A_mail_that_was_given_up_stays_so_when_another_one_waits()
    {
        var ann = await api.RegisteredAsync();
        await api.Superuser.ExecuteAsync(
            "UPDATE app.jobs SET state = 'failed', finished_at = now() WHERE id = (SELECT id FROM app.mail_outbox WHERE recipient = $1)",
            ann.Email);
        await api.Stranger().PostAsJsonAsync("/api/v1/auth/verify-email/resend", new { email = ann.Email });

        await api.Superuser.ExecuteAsync(
            "UPDATE app.jobs SET state = 'queued', finished_at = NULL WHERE state = 'failed' AND id IN (SELECT id FROM app.mail_outbox "
            + "WHERE recipient = $1)",
            ann.Email);
        await api.SendMailAsync();

        (await MailAsync(ann, "string_agg(state, ' ' ORDER BY state)")).ShouldBe("failed sent");
        api.Mail.To(ann.Email).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_mail_that_is_sent_twice_is_the_same_mail()
    {
        var ann = await api.RegisteredAsync();
        await api.SendMailAsync();
        await api.Superuser.ExecuteAsync(
            """
            UPDATE app.mail_outbox SET state = 'waiting', finished_at = NULL WHERE recipient = $1
            """,
            ann.Email);
        await api.Superuser.ExecuteAsync(
            "UPDATE app.jobs SET state = 'queued', finished_at = NULL WHERE id = (SELECT id FROM app.mail_outbox WHERE recipient = $1)",
            ann.Email);

        await api.SendMailAsync();

        api.Mail.To(ann.Email).Count.ShouldBe(2);
        api.Mail.To(ann.Email).Distinct().Count().ShouldBe(1);
        (await VerifyAsync(api.Mail.VerificationFor(ann.Email))).StatusCode.ShouldBe(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task A_mail_that_a_former_server_queues_is_due_for_none_of_them_and_has_a_job()
    {
        var ann = await api.RegisteredAsync();
        await api.SendMailAsync();

        await api.Superuser.ExecuteAsync(
            """
            INSERT INTO app.mail_outbox (id, kind, recipient, next_attempt_at, created_at, user_id)
            VALUES (gen_random_uuid(), 'password_changed', $1, now(), now(), $2)
            """,
            ann.Email,
            ann.Id);
        var due = await api.Superuser.ScalarAsync<long>(
            "SELECT count(*) FROM app.mail_outbox WHERE recipient = $1 AND next_attempt_at < 'infinity'", ann.Email);
        await api.SendMailAsync();

        due.ShouldBe(0);
        api.Mail.To(ann.Email).ShouldContain(l => l.Subject == "Your password was changed");
    }

    [Fact]
    public async Task No_secret_waits_in_the_outbox()
    {
        var ann = await api.RegisteredAsync();
        await api.SendMailAsync();
        var token = api.Mail.VerificationFor(ann.Email);

        var stored = await api.Superuser.ScalarAsync<string>(
            "SELECT (SELECT string_agg(m::text, '') FROM app.mail_outbox AS m) || (SELECT string_agg(t::text, '') FROM app.one_time_tokens "
            + "AS t)");

        stored!.ShouldNotContain(token);
        (await api.Superuser.ScalarAsync<long>("SELECT count(*) FROM app.one_time_tokens WHERE token_hash = $1", OpaqueToken.HashOf(token)))
            .ShouldBe(1);
    }

    private Task<string?> MailAsync(Person person, string column) =>
        api.Superuser.ScalarAsync<string>($"SELECT {column} FROM app.mail_outbox WHERE recipient = $1", person.Email);

    private Task<string?> JobAsync(Person person, string column) => api.Superuser.ScalarAsync<string>(
        $"SELECT {column} FROM app.jobs WHERE id = (SELECT id FROM app.mail_outbox WHERE recipient = $1)", person.Email);

    private Task<HttpResponseMessage> VerifyAsync(string token) =>
        api.Stranger().PostAsJsonAsync("/api/v1/auth/verify-email", new { token });

    private Task<HttpResponseMessage> LoginAsync(Person person) => api.Stranger().PostAsJsonAsync(
        "/api/v1/auth/login", new { username = person.Email, password = SessionFixture.Password });

    public sealed class StrictFixture : SessionFixture
    {
        protected override IReadOnlyList<string> Settings => ["--Sessions:RequireVerifiedEmail=true"];
    }
}
