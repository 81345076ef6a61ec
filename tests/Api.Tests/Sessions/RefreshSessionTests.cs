using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Agora.Testing;

namespace Agora.Api.Tests.Sessions;

public sealed class RefreshSessionTests(SessionFixture api) : IClassFixture<SessionFixture>
{
    [Fact]
    public async Task Gives_a_new_pair_and_keeps_the_session()
    {
        var device = await api.LoginAsync(await api.RegisteredAsync());
        var before = device.Tokens;

        using var response = await device.RefreshAsync();

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Headers.CacheControl!.NoStore.ShouldBeTrue();
        device.Tokens.Refresh.ShouldNotBe(before.Refresh);
        device.Tokens.Access.ShouldNotBe(before.Access);
        (await device.StatusAsync()).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Takes_the_form_of_OAuth2()
    {
        var device = await api.LoginAsync(await api.RegisteredAsync());
        using var form = new FormUrlEncodedContent(
            [KeyValuePair.Create("grant_type", "refresh_token"), KeyValuePair.Create("refresh_token", device.Tokens.Refresh)]);

        using var response = await api.Anonymous().PostAsync("/api/v1/auth/refresh", form);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_use_after_the_grace_ends_the_session_and_is_recorded()
    {
        var ann = await api.RegisteredAsync();
        var device = await api.LoginAsync(ann);
        var other = await api.LoginAsync(ann);
        var first = device.Tokens.Refresh;
        (await device.RefreshAsync()).StatusCode.ShouldBe(HttpStatusCode.OK);
        api.Clock.Advance(TimeSpan.FromSeconds(10));

        using var reuse = await device.RefreshAsync(first);
        using var successor = await device.RefreshAsync();

        await AssertEndedAsync(ann, device, reuse, successor);
        (await other.StatusAsync()).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_use_within_the_grace_gets_the_same_successor()
    {
        var ann = await api.RegisteredAsync();
        var device = await api.LoginAsync(ann);
        var first = device.Tokens.Refresh;
        await device.RefreshAsync();
        var successor = device.Tokens.Refresh;
        api.Clock.Advance(TimeSpan.FromSeconds(9));

        using var again = await device.RefreshAsync(first);

        again.StatusCode.ShouldBe(HttpStatusCode.OK);
        device.Tokens.Refresh.ShouldBe(successor);
        (await device.StatusAsync()).ShouldBe(HttpStatusCode.OK);
        (await device.RefreshAsync()).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await EventsAsync(ann, "refresh_token_reused")).ShouldBe(0);
        (await api.Superuser.ScalarAsync<long>(
            "SELECT count(*) FROM app.refresh_tokens WHERE token_hash = convert_to($1, 'UTF8')", successor))
            .ShouldBe(0);
    }

    [Fact]
    public async Task A_token_is_not_answered_again_once_its_successor_was_used()
    {
        var ann = await api.RegisteredAsync();
        var device = await api.LoginAsync(ann);
        var first = device.Tokens.Refresh;
        await device.RefreshAsync();
        await device.RefreshAsync();

        using var reuse = await device.RefreshAsync(first);
        using var latest = await device.RefreshAsync();

        await AssertEndedAsync(ann, device, reuse, latest);
    }

    [Fact]
    public async Task Another_client_gets_no_grace()
    {
        var ann = await api.RegisteredAsync();
        var device = await api.LoginAsync(ann);
        var first = device.Tokens.Refresh;
        await device.RefreshAsync();
        var thief = api.Stranger();
        thief.DefaultRequestHeaders.UserAgent.ParseAdd("curl/8.0");

        using var reuse = await thief.PostAsJsonAsync("/api/v1/auth/refresh", new { refresh_token = first });
        using var successor = await device.RefreshAsync();

        await AssertEndedAsync(ann, device, reuse, successor);
    }

    [Fact]
    public async Task Fifty_parallel_uses_get_one_successor()
    {
        var device = await api.LoginAsync(await api.RegisteredAsync());

        var responses = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ =>
            api.Anonymous().PostAsJsonAsync("/api/v1/auth/refresh", new { refresh_token = device.Tokens.Refresh })));

        responses.ShouldAllBe(r => r.StatusCode == HttpStatusCode.OK);
        var tokens = await Task.WhenAll(responses.Select(Tokens.OfAsync));
        tokens.Select(t => t.Refresh).Distinct().ShouldHaveSingleItem().ShouldNotBe(device.Tokens.Refresh);
    }

    [Fact]
    public async Task Two_hosts_give_one_successor_and_a_use_after_the_grace_at_either_ends_the_session()
    {
        await using var host = await api.StartHostAsync();
        using var other = new HttpClient { BaseAddress = new Uri(host.Urls.Single()) };
        var device = await api.LoginAsync(await api.RegisteredAsync());
        var first = device.Tokens.Refresh;

        using var here = await device.RefreshAsync();
        using var there = await other.PostAsJsonAsync("/api/v1/auth/refresh", new { refresh_token = first });
        var successor = await Tokens.OfAsync(there);

        successor.Refresh.ShouldBe(device.Tokens.Refresh);
        using var authorized = new HttpRequestMessage(HttpMethod.Get, "/api/v1/users/me");
        authorized.Headers.Authorization = new AuthenticationHeaderValue("Bearer", device.Tokens.Access);
        (await other.SendAsync(authorized)).StatusCode.ShouldBe(HttpStatusCode.OK);
        api.Clock.Advance(TimeSpan.FromSeconds(11));
        await Problem.AssertAsync(
            await other.PostAsJsonAsync(
                "/api/v1/auth/refresh", new { refresh_token = first }), HttpStatusCode.Unauthorized, "auth.refresh_invalid");
        (await device.StatusAsync()).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("")]
    [InlineData("%")]
    [InlineData("%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%")]
    [InlineData("' OR 1=1 --")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task Refuses_what_was_never_given(string token)
    {
        using var response = await api.Anonymous().PostAsJsonAsync("/api/v1/auth/refresh", new { refresh_token = token });

        await Problem.AssertAsync(response, HttpStatusCode.Unauthorized, "auth.refresh_invalid");
    }

    [Fact]
    public async Task Refuses_a_token_with_one_character_changed()
    {
        var device = await api.LoginAsync(await api.RegisteredAsync());
        var token = device.Tokens.Refresh;

        using var response = await device.RefreshAsync((token[0] == 'A' ? 'B' : 'A') + token[1..]);

        await Problem.AssertAsync(response, HttpStatusCode.Unauthorized, "auth.refresh_invalid");
        (await device.RefreshAsync(token)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Refuses_an_access_token_and_a_refresh_token_is_no_bearer()
    {
        var device = await api.LoginAsync(await api.RegisteredAsync());
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/users/me");
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {device.Tokens.Refresh}");

        using var access = await device.RefreshAsync(device.Tokens.Access);
        using var bearer = await api.Anonymous().SendAsync(request);

        await Problem.AssertAsync(access, HttpStatusCode.Unauthorized, "auth.refresh_invalid");
        await Problem.AssertAsync(bearer, HttpStatusCode.Unauthorized, "auth.token_invalid");
    }

    [Fact]
    public async Task Ends_when_it_was_idle_too_long()
    {
        var device = await api.LoginAsync(await api.RegisteredAsync());

        api.Clock.Advance(TimeSpan.FromDays(14));

        await Problem.AssertAsync(await device.RefreshAsync(), HttpStatusCode.Unauthorized, "auth.refresh_invalid");
    }

    [Fact]
    public async Task Ends_after_thirty_days_however_often_it_is_used()
    {
        var device = await api.LoginAsync(await api.RegisteredAsync());
        for (var day = 0; day < 24; day += 6)
        {
            api.Clock.Advance(TimeSpan.FromDays(6));
            (await device.RefreshAsync()).StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        api.Clock.Advance(TimeSpan.FromDays(6));

        await Problem.AssertAsync(await device.RefreshAsync(), HttpStatusCode.Unauthorized, "auth.refresh_invalid");
    }

    [Theory]
    [InlineData("UPDATE app.users SET is_active = false WHERE id = $1")]
    [InlineData("UPDATE app.users SET deleted_at = now() WHERE id = $1")]
    [InlineData("DELETE FROM app.users WHERE id = $1")]
    public async Task Refuses_the_token_of_an_account_that_is_closed(string close)
    {
        var ann = await api.RegisteredAsync();
        var device = await api.LoginAsync(ann);

        await api.Superuser.ExecuteAsync(close, ann.Id);

        await Problem.AssertAsync(await device.RefreshAsync(), HttpStatusCode.Unauthorized, "auth.refresh_invalid");
    }

    [Fact]
    public async Task Brings_the_new_role()
    {
        var ann = await api.RegisteredAsync();
        var device = await api.LoginAsync(ann);
        await api.Superuser.ExecuteAsync("UPDATE app.users SET role = 'admin' WHERE id = $1", ann.Id);
        (await device.StatusAsync()).ShouldBe(HttpStatusCode.Unauthorized);

        (await device.RefreshAsync()).StatusCode.ShouldBe(HttpStatusCode.OK);

        using var adminsOnly = await device.SendAsync(HttpMethod.Delete, $"/api/v1/users/{Guid.NewGuid()}");
        adminsOnly.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    private async Task AssertEndedAsync(Person person, Device device, HttpResponseMessage reuse, HttpResponseMessage later)
    {
        await Problem.AssertAsync(reuse, HttpStatusCode.Unauthorized, "auth.refresh_invalid");
        await Problem.AssertAsync(later, HttpStatusCode.Unauthorized, "auth.refresh_invalid");
        (await device.StatusAsync()).ShouldBe(HttpStatusCode.Unauthorized);
        (await EventsAsync(person, "refresh_token_reused")).ShouldBe(1);
    }

    private async Task<long> EventsAsync(Person person, string kind) => await api.Superuser.ScalarAsync<long>(
        "SELECT count(*) FROM app.security_events WHERE user_id = $1 AND kind = $2", person.Id, kind);
}
