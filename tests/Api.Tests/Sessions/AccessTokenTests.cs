using System.Buffers.Text;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Agora.Domain.Users;
using Agora.Testing;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Agora.Api.Tests.Sessions;

public sealed class AccessTokenTests(SessionFixture api) : IClassFixture<SessionFixture>
{
    public static TheoryData<string> Hostile => [.. HostileTokens.Names];

    [Theory]
    [MemberData(nameof(Hostile))]
    public async Task Refuses_a_hostile_token(string name)
    {
        var ann = await api.SignedInAsync();
        var token = HostileTokens.Make(name, api.Forge(ann.Grant));

        using var needed = await SendAsync("/api/v1/users/me", token);
        using var notNeeded = await SendAsync($"/api/v1/users/{ann.UserId}", token);

        await Problem.AssertAsync(needed, HttpStatusCode.Unauthorized, "auth.token_invalid");
        await Problem.AssertAsync(notNeeded, HttpStatusCode.Unauthorized, "auth.token_invalid");
        needed.Headers.WwwAuthenticate.ToString().ShouldBe("Bearer");
    }

    [Fact]
    public void Knows_many_hostile_tokens() => HostileTokens.Names.Count().ShouldBeGreaterThanOrEqualTo(208);

    /// <summary>
    /// The options of the token library are the first layer. What gets past them needs the key, or is one of our tokens spelt otherwise.
    /// </summary>
    [Fact]
    public async Task The_library_alone_accepts_nothing_that_was_forged_without_the_key()
    {
        var forge = api.Forge((await api.SignedInAsync()).Grant);
        var options = api.Services.GetRequiredService<IOptionsMonitor<JwtBearerOptions>>().Get(JwtBearerDefaults.AuthenticationScheme);
        var library = options.TokenHandlers.ShouldHaveSingleItem();
        var accepted = new List<string>();
        foreach (var name in HostileTokens.Names)
        {
            var token = HostileTokens.Make(name, forge);
            if ((await library.ValidateTokenAsync(token, options.TokenValidationParameters)).IsValid)
            {
                forge.IsSigned(token).ShouldBeTrue(name);
                accepted.Add(name);
            }
        }

        // More would mean that an option was lost.
        accepted.Count.ShouldBeLessThanOrEqualTo(76, string.Join(Environment.NewLine, accepted));
    }

    [Fact]
    public async Task A_token_that_was_accepted_is_refused_after_its_session_and_after_its_lifetime()
    {
        var (ann, bob) = (await api.SignedInAsync(), await api.SignedInAsync());
        var (anns, bobs) = (TokenOf(ann), TokenOf(bob));
        foreach (var token in new[] { anns, bobs })
        {
            for (var time = 0; time < 2; time++)
            {
                using var accepted = await SendAsync("/api/v1/users/me", token);
                accepted.StatusCode.ShouldBe(HttpStatusCode.OK);
            }
        }

        (await ann.PostAsync("/api/v1/auth/logout-all", content: null)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        using var ended = await SendAsync("/api/v1/users/me", anns);
        api.Clock.Advance(TimeSpan.FromMinutes(16));
        using var expired = await SendAsync("/api/v1/users/me", bobs);

        await Problem.AssertAsync(ended, HttpStatusCode.Unauthorized, "auth.token_invalid");
        await Problem.AssertAsync(expired, HttpStatusCode.Unauthorized, "auth.token_invalid");
    }

    [Theory]
    [InlineData("jku")]
    [InlineData("x5u")]
    public async Task Asks_no_address_that_a_token_names(string member)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var forge = api.Forge((await api.SignedInAsync()).Grant);
        var address = $"\"http://{listener.LocalEndpoint}/keys\"";

        using var response = await SendAsync("/api/v1/users/me", forge.Signed(forge.HeaderWith(member, address), forge.Payload));

        await Problem.AssertAsync(response, HttpStatusCode.Unauthorized, "auth.token_invalid");
        listener.Pending().ShouldBeFalse();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(599)]
    [InlineData(601)]
    [InlineData(629)]
    public async Task Accepts_its_own_token_until_the_leeway_is_over(int age)
    {
        var ann = await api.SignedInAsync();
        var forge = api.Forge(ann.Grant);
        var issued = forge.Now - age;

        using var response = await SendAsync(
            "/api/v1/users/me", forge.Signed(forge.Header, forge.PayloadAt(issued, issued, issued + 600)));

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Is_of_the_documented_form()
    {
        var ann = await api.SignedInAsync();

        var parts = ann.DefaultRequestHeaders.Authorization!.Parameter!.Split('.');

        var header = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(parts[0]));
        var payload = JsonDocument.Parse(Base64Url.DecodeFromChars(parts[1])).RootElement;
        header.ShouldBe(api.Forge(ann.Grant).Header);
        payload.EnumerateObject().Select(m => m.Name)
            .ShouldBe(["iss", "aud", "sub", "role", "sid", "ver", "iat", "nbf", "exp", "jti"]);
        (payload.GetProperty("exp").GetInt64() - payload.GetProperty("iat").GetInt64()).ShouldBe(600);
    }

    [Fact]
    public async Task Accepts_a_token_of_a_server_whose_clock_is_a_little_ahead()
    {
        var forge = api.Forge((await api.SignedInAsync()).Grant);
        var issued = forge.Now + 29;

        using var response = await SendAsync(
            "/api/v1/users/me", forge.Signed(forge.Header, forge.PayloadAt(issued, issued, issued + 600)));

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData(60_000)]
    [InlineData(1_000_000)]
    public async Task Answers_a_header_larger_than_the_server_takes_without_a_fault(int length)
    {
        using var response = await SendAsync("/api/v1/users/me", new string('a', length));

        response.StatusCode.ShouldBe(HttpStatusCode.RequestHeaderFieldsTooLarge);
    }

    [Theory]
    [InlineData("Basic YW5uOnNlY3JldA==")]
    [InlineData("Bearer")]
    [InlineData("bearer:")]
    [InlineData("Token abc")]
    [InlineData("abc")]
    public async Task Refuses_other_credentials_where_none_is_needed(string header)
    {
        var ann = await api.SignedInAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/users/{ann.UserId}");
        request.Headers.TryAddWithoutValidation("Authorization", header);

        using var response = await api.Anonymous().SendAsync(request);

        await Problem.AssertAsync(response, HttpStatusCode.Unauthorized, "auth.token_invalid");
    }

    [Fact]
    public async Task Refuses_a_hundred_authorization_headers()
    {
        var ann = await api.SignedInAsync();
        var forge = api.Forge(ann.Grant);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/users/me");
        for (var i = 0; i < 50; i++)
        {
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {forge.Signed(forge.Header, forge.Payload)[..200]}");
        }

        using var response = await api.Anonymous().SendAsync(request);

        ((int)response.StatusCode).ShouldBeOneOf(400, 401, 431);
    }

    [Fact]
    public async Task Does_not_read_a_token_from_the_address()
    {
        var forge = api.Forge((await api.SignedInAsync()).Grant);

        using var response = await api.Anonymous().GetAsync(
            $"/api/v1/users/me?access_token={forge.Signed(forge.Header, forge.Payload)}");

        await Problem.AssertAsync(response, HttpStatusCode.Unauthorized, "auth.required");
    }

    [Fact]
    public async Task Takes_the_rights_from_the_database_and_not_from_the_token()
    {
        var ann = await api.SignedInAsync();
        var forge = api.Forge(ann.Grant);

        using var response = await SendAsync(
            $"/api/v1/users/{ann.UserId}", forge.Signed(forge.Header, forge.PayloadWith("role", "\"admin\"")), HttpMethod.Delete);

        await Problem.AssertAsync(response, HttpStatusCode.Forbidden, "auth.forbidden");
    }

    [Fact]
    public async Task Ends_with_the_session_however_young_the_token_is()
    {
        var ann = await api.SignedInAsync();
        await api.Superuser.ExecuteAsync(
            "UPDATE app.user_sessions SET created_at = $2 - interval '30 days', expires_at = $2 WHERE id = $1",
            ann.Grant.SessionId,
            api.Clock.GetUtcNow());

        await Problem.AssertAsync(await ann.GetAsync("/api/v1/users/me"), HttpStatusCode.Unauthorized, "auth.token_invalid");
    }

    [Fact]
    public async Task Refuses_a_lesser_role_with_a_reason()
    {
        var ann = await api.SignedInAsync(UserRole.Moderator);

        using var response = await ann.DeleteAsync($"/api/v1/users/{ann.UserId}");

        await Problem.AssertAsync(response, HttpStatusCode.Forbidden, "auth.forbidden");
    }

    private static string TokenOf(TestClient user) => user.DefaultRequestHeaders.Authorization!.Parameter!;

    private async Task<HttpResponseMessage> SendAsync(string path, string token, HttpMethod? method = null)
    {
        using var request = new HttpRequestMessage(method ?? HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        return await api.Anonymous().SendAsync(request);
    }
}
