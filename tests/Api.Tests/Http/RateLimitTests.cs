using System.Net;
using Agora.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Agora.Api.Tests.Http;

public sealed class RateLimitTests(RateLimitTests.LimitedApi api) : IClassFixture<RateLimitTests.LimitedApi>
{
    private const int AnonymousLimit = 5, SignedInLimit = 8, LoginLimit = 3;

    [Fact]
    public async Task Refuses_the_caller_after_the_last_permit_and_says_when_to_retry()
    {
        var ann = await api.SignedInAsync();
        for (var left = SignedInLimit - 1; left >= 0; left--)
        {
            var granted = await ann.GetAsync("/api/v1/users/me");

            granted.StatusCode.ShouldBe(HttpStatusCode.OK);
            Header(granted, "RateLimit-Limit").ShouldBe($"{SignedInLimit}");
            Header(granted, "RateLimit-Remaining").ShouldBe($"{left}");
        }

        var refused = await ann.GetAsync("/api/v1/users/me");

        var problem = await Problem.AssertAsync(refused, HttpStatusCode.TooManyRequests, "request.too_many");
        refused.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(problem.GetProperty("retryAfter").GetInt32()));
        Header(refused, "RateLimit-Remaining").ShouldBe("0");
        Header(refused, "X-Content-Type-Options").ShouldBe("nosniff");

        api.Clock.Advance(refused.Headers.RetryAfter.Delta!.Value);
        (await ann.GetAsync("/api/v1/users/me")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Counts_by_user_and_not_by_address()
    {
        var ann = await api.SignedInAsync();
        var bob = await api.SignedInAsync();
        for (var i = 0; i < SignedInLimit; i++)
        {
            await ann.GetAsync("/api/v1/users/me");
        }

        (await ann.GetAsync("/api/v1/users/me")).StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        (await bob.GetAsync("/api/v1/users/me")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Ignores_forwarded_addresses_of_unknown_proxies()
    {
        api.Clock.Advance(TimeSpan.FromMinutes(5));
        var statuses = new List<HttpStatusCode>();
        for (var i = 0; i <= AnonymousLimit; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/nothing");
            request.Headers.Add("X-Forwarded-For", $"203.0.113.{i}");
            statuses.Add((await api.Anonymous().SendAsync(request)).StatusCode);
        }

        statuses[..AnonymousLimit].ShouldAllBe(s => s == HttpStatusCode.NotFound);
        statuses[AnonymousLimit].ShouldBe(HttpStatusCode.TooManyRequests);
    }

    [Fact]
    public async Task Health_is_not_rate_limited()
    {
        for (var i = 0; i < AnonymousLimit * 3; i++)
        {
            (await api.Anonymous().GetAsync("/health")).StatusCode.ShouldBe(HttpStatusCode.OK);
        }
    }

    [Fact]
    public async Task Counts_sign_ins_of_an_address_for_themselves()
    {
        var ann = await api.SignedInAsync();
        for (var i = 0; i < LoginLimit; i++)
        {
            (await ann.GetAsync("/test/login")).StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        var refused = await ann.GetAsync("/test/login");

        await Problem.AssertAsync(refused, HttpStatusCode.TooManyRequests, "request.too_many");
        (await ann.GetAsync("/api/v1/users/me")).StatusCode.ShouldBe(HttpStatusCode.OK);
        api.Clock.Advance(TimeSpan.FromMinutes(30));
    }

    private static string Header(HttpResponseMessage response, string name) => string.Join(", ", response.Headers.GetValues(name));

    public sealed class LimitedApi : ApiFixture
    {
        public ManualClock Clock { get; } = new();

        protected override IReadOnlyList<string> Settings =>
        [
            "--RateLimits:Enabled=true", $"--RateLimits:AnonymousPerMinute={AnonymousLimit}",
            $"--RateLimits:SignedInPerMinute={SignedInLimit}", $"--RateLimits:LoginsPerQuarterHour={LoginLimit}",
        ];

        protected override void Configure(WebApplicationBuilder builder) => builder.Services.AddSingleton<TimeProvider>(Clock);

        protected override void Map(IEndpointRouteBuilder app) =>
            app.MapGet("/test/login", () => "in").AllowAnonymous().RequireRateLimiting(Agora.Api.Http.Limits.RateLimitPolicies.Login);
    }
}
