using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Agora.Testing;

namespace Agora.Api.Tests.Sessions;

public sealed class EndSessionTests(SessionFixture api) : IClassFixture<SessionFixture>
{
    [Fact]
    public async Task Logout_ends_this_session_at_once_and_no_other()
    {
        var ann = await api.RegisteredAsync();
        var phone = await api.LoginAsync(ann);
        var laptop = await api.LoginAsync(ann);
        (await phone.StatusAsync()).ShouldBe(HttpStatusCode.OK);

        (await phone.PostAsync("/api/v1/auth/logout")).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        await Problem.AssertAsync(await phone.GetAsync("/api/v1/users/me"), HttpStatusCode.Unauthorized, "auth.token_invalid");
        (await phone.RefreshAsync()).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await laptop.StatusAsync()).ShouldBe(HttpStatusCode.OK);
        (await laptop.RefreshAsync()).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Logout_of_all_ends_every_session_at_once()
    {
        var ann = await api.RegisteredAsync();
        var phone = await api.LoginAsync(ann);
        var laptop = await api.LoginAsync(ann);
        var bob = await api.LoginAsync(await api.RegisteredAsync());
        (await laptop.StatusAsync()).ShouldBe(HttpStatusCode.OK);

        (await phone.PostAsync("/api/v1/auth/logout-all")).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        (await phone.StatusAsync()).ShouldBe(HttpStatusCode.Unauthorized);
        (await laptop.StatusAsync()).ShouldBe(HttpStatusCode.Unauthorized);
        (await laptop.RefreshAsync()).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await bob.StatusAsync()).ShouldBe(HttpStatusCode.OK);
        (await api.Superuser.ScalarAsync<long>(
            "SELECT count(*) FROM app.security_events WHERE user_id = $1 AND kind = 'sessions_ended'", ann.Id)).ShouldBe(1);
    }

    [Fact]
    public async Task Lists_the_active_sessions_of_the_caller_and_marks_this_one()
    {
        var ann = await api.RegisteredAsync();
        await api.LoginAsync(await api.RegisteredAsync());
        var gone = await api.LoginAsync(ann);
        await gone.PostAsync("/api/v1/auth/logout");
        var phone = await api.LoginAsync(ann);
        api.Clock.Advance(TimeSpan.FromSeconds(1));
        var laptop = await api.LoginAsync(ann);

        var sessions = await SessionsAsync(laptop);

        sessions.Count.ShouldBe(2);
        sessions[0].GetProperty("isCurrent").GetBoolean().ShouldBeTrue();
        sessions[0].GetProperty("lastUsedAt").GetDateTimeOffset().ShouldBe(api.Clock.GetUtcNow());
        sessions[0].GetProperty("ip").GetString()!.ShouldStartWith("127.1.");
        sessions[1].GetProperty("isCurrent").GetBoolean().ShouldBeFalse();
        (await SessionsAsync(phone)).Single(s => s.GetProperty("isCurrent").GetBoolean()).GetProperty("id").GetGuid()
            .ShouldBe(sessions[1].GetProperty("id").GetGuid());
    }

    [Fact]
    public async Task Ends_another_session_of_the_caller_at_once()
    {
        var ann = await api.RegisteredAsync();
        var phone = await api.LoginAsync(ann);
        var laptop = await api.LoginAsync(ann);
        (await phone.StatusAsync()).ShouldBe(HttpStatusCode.OK);
        var id = (await SessionsAsync(phone)).Single(s => s.GetProperty("isCurrent").GetBoolean()).GetProperty("id").GetGuid();

        using var ended = await laptop.SendAsync(HttpMethod.Delete, $"/api/v1/auth/sessions/{id}");
        using var again = await laptop.SendAsync(HttpMethod.Delete, $"/api/v1/auth/sessions/{id}");

        ended.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        await Problem.AssertAsync(again, HttpStatusCode.NotFound, "session.not_found");
        (await phone.StatusAsync()).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task The_session_of_another_user_is_not_found()
    {
        var ann = await api.LoginAsync(await api.RegisteredAsync());
        var bob = await api.LoginAsync(await api.RegisteredAsync());
        var id = (await SessionsAsync(bob)).Single().GetProperty("id").GetGuid();

        using var foreign = await ann.SendAsync(HttpMethod.Delete, $"/api/v1/auth/sessions/{id}");
        using var unknown = await ann.SendAsync(HttpMethod.Delete, $"/api/v1/auth/sessions/{Guid.NewGuid()}");

        await Problem.AssertAsync(foreign, HttpStatusCode.NotFound, "session.not_found");
        await Problem.AssertAsync(unknown, HttpStatusCode.NotFound, "session.not_found");
        (await bob.StatusAsync()).ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("POST", "/api/v1/auth/logout")]
    [InlineData("POST", "/api/v1/auth/logout-all")]
    [InlineData("GET", "/api/v1/auth/sessions")]
    [InlineData("DELETE", "/api/v1/auth/sessions/0192d3b0-0000-7000-8000-000000000000")]
    public async Task Asks_anonymous_callers_to_sign_in(string method, string path)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);

        using var response = await api.Stranger().SendAsync(request);

        await Problem.AssertAsync(response, HttpStatusCode.Unauthorized, "auth.required");
    }

    [Fact]
    public async Task An_account_keeps_its_hundred_latest_sessions()
    {
        var ann = await api.RegisteredAsync();
        var oldest = await api.LoginAsync(ann);
        api.Clock.Advance(TimeSpan.FromSeconds(1));
        await api.Superuser.ExecuteAsync(
            """
            INSERT INTO app.user_sessions (id, user_id, created_at, last_used_at, expires_at)
            SELECT gen_random_uuid(), $1, $2, $2, $2 + interval '30 days'
            FROM generate_series(1, 99)
            """,
            ann.Id,
            api.Clock.GetUtcNow());
        (await oldest.RefreshAsync()).StatusCode.ShouldBe(HttpStatusCode.OK);
        await api.Superuser.ExecuteAsync(
            "UPDATE app.user_sessions SET last_used_at = created_at WHERE user_id = $1", ann.Id);

        var latest = await api.LoginAsync(ann);

        (await SessionsAsync(latest)).Count.ShouldBe(100);
        (await oldest.RefreshAsync()).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Closing_ones_account_ends_its_sessions_in_the_same_transaction()
    {
        var ann = await api.RegisteredAsync();
        var phone = await api.LoginAsync(ann);
        var laptop = await api.LoginAsync(ann);

        (await phone.SendAsync(HttpMethod.Delete, "/api/v1/users/me")).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        (await laptop.RefreshAsync()).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await api.Superuser.ScalarAsync<long>(
            "SELECT count(*) FROM app.user_sessions WHERE user_id = $1 AND revoked_reason = 'account_closed'", ann.Id)).ShouldBe(2);
    }

    [Fact]
    public async Task Closing_ones_account_needs_a_sign_in_and_no_mere_refresh()
    {
        var ann = await api.RegisteredAsync();
        var phone = await api.LoginAsync(ann);
        api.Clock.Advance(TimeSpan.FromMinutes(16));
        (await phone.RefreshAsync()).StatusCode.ShouldBe(HttpStatusCode.OK);

        using var refused = await phone.SendAsync(HttpMethod.Delete, "/api/v1/users/me");
        using var closed = await (await api.LoginAsync(ann)).SendAsync(HttpMethod.Delete, "/api/v1/users/me");

        await Problem.AssertAsync(refused, HttpStatusCode.Forbidden, "auth.sign_in_again");
        closed.StatusCode.ShouldBe(HttpStatusCode.NoContent);
    }

    private static async Task<IReadOnlyList<JsonElement>> SessionsAsync(Device device)
    {
        var response = await device.GetAsync("/api/v1/auth/sessions");
        response.Headers.CacheControl!.NoStore.ShouldBeTrue();
        var page = await response.Content.ReadFromJsonAsync<JsonElement>();
        return [.. page.GetProperty("items").EnumerateArray()];
    }
}
