using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Agora.Application.Sessions;
using Agora.Domain.Users;
using Agora.Infrastructure.Sessions;
using Agora.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Agora.Api.Tests.Sessions;

/// <summary>A token from before a change of rights. The clock stands still, so that nothing ends by age.</summary>
public sealed class RightsChangeTests(SessionFixture api) : IClassFixture<SessionFixture>
{
    private SessionGrantCache Remembered => api.Services.GetRequiredService<SessionGrantCache>();

    [Theory]
    [InlineData(UserRole.Admin, """{"role":"user"}""")]
    [InlineData(UserRole.Admin, """{"role":"moderator"}""")]
    [InlineData(UserRole.Admin, """{"isActive":false}""")]
    [InlineData(UserRole.Admin, null)]
    [InlineData(UserRole.Moderator, """{"role":"user"}""")]
    [InlineData(UserRole.Moderator, """{"role":"admin"}""")]
    [InlineData(UserRole.User, """{"isActive":false}""")]
    [InlineData(UserRole.User, null)]
    public async Task Ends_with_the_change_in_the_process_that_makes_it(UserRole role, string? change)
    {
        var admin = await api.SignedInAsync(UserRole.Admin);
        var person = await api.SignedInAsync(role);
        (await person.GetAsync("/api/v1/users/me")).StatusCode.ShouldBe(HttpStatusCode.OK);

        using var changed = change is null
            ? await admin.DeleteAsync($"/api/v1/users/{person.UserId}")
            : await SendAsync(admin, HttpMethod.Patch, $"/api/v1/users/{person.UserId}", change);
        changed.IsSuccessStatusCode.ShouldBeTrue(await changed.Content.ReadAsStringAsync());

        await Problem.AssertAsync(await person.GetAsync("/api/v1/users/me"), HttpStatusCode.Unauthorized, "auth.token_invalid");
    }

    [Theory]
    [InlineData("UPDATE app.users SET role = 'moderator' WHERE id = $1")]
    [InlineData("UPDATE app.users SET is_active = false WHERE id = $1")]
    [InlineData("UPDATE app.users SET deleted_at = now() WHERE id = $1")]
    [InlineData("UPDATE app.user_sessions SET revoked_at = now(), revoked_reason = 'revoked' WHERE user_id = $1")]
    [InlineData("DELETE FROM app.user_sessions WHERE user_id = $1")]
    public async Task Ends_when_another_instance_or_an_operator_makes_the_change(string change)
    {
        var ann = await api.SignedInAsync();
        (await ann.GetAsync("/api/v1/users/me")).StatusCode.ShouldBe(HttpStatusCode.OK);
        Remembered.Find(ann.Grant.SessionId).ShouldNotBeNull();

        await api.Superuser.ExecuteAsync(change, ann.UserId);

        await ForgottenAsync(ann.Grant);
        await Problem.AssertAsync(await ann.GetAsync("/api/v1/users/me"), HttpStatusCode.Unauthorized, "auth.token_invalid");
    }

    [Theory]
    [InlineData(UserRole.Admin, "UPDATE app.users SET role = 'user' WHERE id = $1", "PATCH", "/api/v1/users/me", """{"role":"admin"}""")]
    [InlineData(
        UserRole.Admin, "UPDATE app.users SET is_active = false WHERE id = $1", "PATCH", "/api/v1/users/me", """{"isActive":true}""")]
    [InlineData(UserRole.Admin, "UPDATE app.users SET deleted_at = now() WHERE id = $1", "POST", "/api/v1/users/{me}/restore", null)]
    [InlineData(
        UserRole.User,
        "UPDATE app.users SET is_active = false WHERE id = $1",
        "POST",
        "/api/v1/posts",
        """{"title":"T","body":"B","publish":true}""")]
    [InlineData(
        UserRole.User,
        "UPDATE app.users SET deleted_at = now() WHERE id = $1",
        "POST",
        "/api/v1/posts",
        """{"title":"T","body":"B","publish":true}""")]
    [InlineData(
        UserRole.User,
        "UPDATE app.user_sessions SET revoked_at = now(), revoked_reason = 'revoked' WHERE user_id = $1",
        "POST",
        "/api/v1/posts",
        """{"title":"T","body":"B"}""")]
    public async Task Writes_nothing_where_the_change_has_not_been_heard_of(
        UserRole role, string change, string method, string path, string? body)
    {
        var person = await api.SignedInAsync(role);
        await api.Superuser.ExecuteAsync(change, person.UserId);
        await ForgottenAsync(person.Grant);
        var before = await RowAsync(person);
        Remembered.Remember(person.Grant, Remembered.Generation, api.Clock.GetTimestamp());

        using var response = await SendAsync(
            person, new HttpMethod(method), path.Replace("{me}", person.UserId.ToString(), StringComparison.Ordinal), body);

        await Problem.AssertAsync(response, HttpStatusCode.Unauthorized, "auth.token_invalid");
        response.Headers.WwwAuthenticate.ToString().ShouldBe("Bearer");
        (await RowAsync(person)).ShouldBe(before);
        (await api.Superuser.ScalarAsync<long>("SELECT count(*) FROM app.posts WHERE author_id = $1", person.UserId)).ShouldBe(0);
    }

    [Fact]
    public async Task Does_not_stand_in_the_way_of_a_refresh_token()
    {
        var ann = await api.RegisteredAsync();
        var phone = await api.LoginAsync(ann);
        (await phone.StatusAsync()).ShouldBe(HttpStatusCode.OK);
        await api.Superuser.ExecuteAsync("UPDATE app.users SET role = 'moderator' WHERE id = $1", ann.Id);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/auth/refresh")
        {
            Content = JsonContent.Create(new { refresh_token = phone.Tokens.Refresh }),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", phone.Tokens.Access);

        using var refreshed = await ann.Client.SendAsync(request);

        refreshed.StatusCode.ShouldBe(HttpStatusCode.OK, await refreshed.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Is_remembered_for_reads_until_then()
    {
        var ann = await api.SignedInAsync();
        await ann.GetAsync("/api/v1/users/me");

        await api.Superuser.ExecuteAsync(
            "UPDATE app.user_sessions SET created_at = $2 - interval '30 days', expires_at = $2 WHERE id = $1",
            ann.Grant.SessionId,
            api.Clock.GetUtcNow());

        (await ann.GetAsync("/api/v1/users/me")).StatusCode.ShouldBe(HttpStatusCode.OK);
        api.Clock.Advance(SessionGrantCache.Lifetime);
        (await ann.GetAsync("/api/v1/users/me")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_command_finds_its_rights_in_the_round_trip_of_its_first_statement()
    {
        var ann = await api.SignedInAsync();
        using var statements = StatementCounter.Start();

        using var stored = await SendAsync(ann, HttpMethod.Put, "/api/v1/users/me/preferences/theme", "\"dark\"");

        stored.IsSuccessStatusCode.ShouldBeTrue(await stored.Content.ReadAsStringAsync());
        statements.Statements.Count(s => s.Contains("app.require_current_rights", StringComparison.Ordinal)).ShouldBe(1);
        statements.Statements[0].ShouldContain("app.require_current_rights");
        statements.Statements[0].ShouldContain("user_preferences");
    }

    /// <summary>
    /// Until this process has heard of the change. Without that the rights would be remembered for as long as the clock stands.
    /// </summary>
    private async Task ForgottenAsync(SessionGrant grant)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(10), TimeProvider.System);
        for (var i = 0; i < 3000 && Remembered.Find(grant.SessionId) is not null; i++)
        {
            await timer.WaitForNextTickAsync();
        }

        Remembered.Find(grant.SessionId).ShouldBeNull();
    }

    private Task<string?> RowAsync(TestClient person) =>
        api.Superuser.ScalarAsync<string>(
            "SELECT concat_ws(' ', role, is_active, deleted_at, version) FROM app.users WHERE id = $1", person.UserId);

    private static async Task<HttpResponseMessage> SendAsync(HttpClient client, HttpMethod method, string path, string? body)
    {
        using var request = new HttpRequestMessage(method, path);
        // A PUT may be what sets something first.
        if (method != HttpMethod.Put)
        {
            request.Headers.TryAddWithoutValidation("If-Match", method == HttpMethod.Patch ? "\"1\"" : "*");
        }

        if (body is not null)
        {
            request.Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        }

        return await client.SendAsync(request);
    }
}
