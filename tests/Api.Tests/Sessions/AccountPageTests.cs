using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Agora.Testing;

namespace Agora.Api.Tests.Sessions;

/// <summary>The pages that links of mails lead to.</summary>
public sealed class AccountPageTests(SessionFixture api) : IClassFixture<SessionFixture>
{
    private const string NewPassword = "another long passphrase";

    [Theory]
    [InlineData("/verify-email")]
    [InlineData("/reset-password")]
    [InlineData("/take-back-email")]
    public async Task A_page_is_a_form_that_runs_only_its_own_script(string path)
    {
        using var response = await api.Anonymous().GetAsync(path);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Content.Headers.ContentType!.ToString().ShouldBe("text/html; charset=utf-8");
        response.Headers.CacheControl!.NoStore.ShouldBeTrue();
        var policy = response.Headers.GetValues("Content-Security-Policy").Single();
        policy.ShouldStartWith("default-src 'none'; script-src 'sha256-");
        policy.ShouldNotContain("unsafe");
        (await response.Content.ReadAsStringAsync()).ShouldContain("<form method=\"post\" action=\"?\">");
    }

    [Fact]
    public async Task The_page_of_the_mail_confirms_an_address()
    {
        var ann = await api.RegisteredAsync();
        await api.SendMailAsync();
        var letter = api.Mail.To(ann.Email).Single().Text;

        using var confirmed = await PostAsync("/verify-email", ("token", api.Mail.VerificationFor(ann.Email)));
        using var again = await PostAsync("/verify-email", ("token", api.Mail.VerificationFor(ann.Email)));

        letter.ShouldContain("/verify-email#token=");
        confirmed.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await confirmed.Content.ReadAsStringAsync()).ShouldContain("The address is confirmed.");
        again.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await again.Content.ReadAsStringAsync()).ShouldContain("role=\"alert\"");
        (await api.Superuser.ScalarAsync<bool>("SELECT email_verified_at IS NOT NULL FROM app.users WHERE id = $1", ann.Id)).ShouldBeTrue();
    }

    [Fact]
    public async Task The_page_of_the_mail_sets_a_new_password()
    {
        var ann = await api.RegisteredAsync();
        await api.Stranger().PostAsJsonAsync("/api/v1/auth/forgot-password", new { email = ann.Email });
        await api.SendMailAsync();
        var token = api.Mail.ResetFor(ann.Email);

        using var differs = await PostAsync("/reset-password", ("token", token), ("newPassword", NewPassword), ("repeated", "x"));
        using var weak = await PostAsync("/reset-password", ("token", token), ("newPassword", "short"), ("repeated", "short"));
        using var set = await PostAsync("/reset-password", ("token", token), ("newPassword", NewPassword), ("repeated", NewPassword));

        differs.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await differs.Content.ReadAsStringAsync()).ShouldContain(token);
        weak.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await weak.Content.ReadAsStringAsync()).ShouldContain("Must be 8 to 128 characters.");
        set.StatusCode.ShouldBe(HttpStatusCode.OK);
        await api.LoginAsync(ann, NewPassword);
    }

    [Theory]
    [InlineData("\"><script>alert(1)</script>")]
    [InlineData("' OR 1=1 --")]
    [InlineData("")]
    public async Task A_page_shows_what_was_sent_as_text(string token)
    {
        using var response = await PostAsync("/verify-email", ("token", token));

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await response.Content.ReadAsStringAsync()).ShouldNotContain("<script>alert");
    }

    [Fact]
    public async Task A_page_takes_a_form_and_nothing_else()
    {
        using var response = await api.Stranger().PostAsJsonAsync("/verify-email", new { token = "x" });

        response.StatusCode.ShouldBe(HttpStatusCode.UnsupportedMediaType);
    }

    [Fact]
    public async Task Health_says_that_nothing_sends_mail_and_how_much_waits()
    {
        await api.SendMailAsync();
        await api.RegisteredAsync();
        api.Clock.Advance(TimeSpan.FromSeconds(5));

        using var response = await api.Anonymous().GetAsync("/health/ready");

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        var checks = (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("checks").EnumerateArray();
        var mail = checks.Single(c => c.GetProperty("name").GetString() == "mail");
        mail.GetProperty("status").GetString().ShouldBe("not configured");
        mail.GetProperty("reason").GetString()!.ShouldContain(" waiting, the oldest since ");
        api.Logs.Lines.ShouldContain(l => l.Message.StartsWith("No mail is sent:", StringComparison.Ordinal));
    }

    private Task<HttpResponseMessage> PostAsync(string path, params (string Name, string Value)[] members) => api.Stranger().PostAsync(
        path, new FormUrlEncodedContent(members.Select(m => KeyValuePair.Create(m.Name, m.Value))));
}
