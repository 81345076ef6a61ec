using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Claims;
using System.Threading.RateLimiting;
using Agora.Api.Sessions;
using Agora.Domain.Common;
using Microsoft.AspNetCore.RateLimiting;

namespace Agora.Api.Http.Limits;

/// <summary>Names for <c>RequireRateLimiting</c>.</summary>
internal static class RateLimitPolicies
{
    /// <summary>Sign-in, registration and other requests that check or hash passwords: counted by address.</summary>
    public const string Login = "login";

    /// <summary>Uploads: counted by user.</summary>
    public const string Upload = "upload";

    /// <summary>Exports of personal data: counted by user.</summary>
    public const string Export = "export";
}

/// <summary>The framework's rate limiter with windows of ours, and headers that say how much is left.</summary>
internal static class RateLimits
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1), QuarterHour = TimeSpan.FromMinutes(15), Hour = TimeSpan.FromHours(1);

    public static void AddRateLimits(this WebApplicationBuilder builder)
    {
        var options = RateLimitOptions.From(builder.Configuration);
        builder.Services.AddSingleton(options);
        builder.Services.AddRateLimiter(_ => { });
        builder.Services.AddOptions<RateLimiterOptions>().Configure<TimeProvider>((limiter, clock) =>
        {
            limiter.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
            limiter.OnRejected = RefuseAsync;
            limiter.AddPolicy(RateLimitPolicies.Login, http => options.Enabled
                ? RateLimitPartition.Get(Network(http), _ => new SlidingWindow(options.LoginsPerQuarterHour, QuarterHour, clock))
                : RateLimitPartition.GetNoLimiter(""));
            limiter.AddPolicy(RateLimitPolicies.Upload, http => options.Enabled
                ? RateLimitPartition.Get(
                    http.User.FindFirstValue(BearerAuthentication.SubjectClaim) ?? Network(http),
                    _ => new SlidingWindow(options.UploadsPerQuarterHour, QuarterHour, clock))
                : RateLimitPartition.GetNoLimiter(""));
            limiter.AddPolicy(RateLimitPolicies.Export, http => options.Enabled
                ? RateLimitPartition.Get(
                    http.User.FindFirstValue(BearerAuthentication.SubjectClaim) ?? Network(http),
                    _ => new SlidingWindow(options.ExportsPerHour, Hour, clock))
                : RateLimitPartition.GetNoLimiter(""));
            if (options.Enabled)
            {
                limiter.GlobalLimiter = new RateLimitHeaderLimiter(PartitionedRateLimiter.Create<HttpContext, string>(http =>
                    http.User.FindFirstValue(BearerAuthentication.SubjectClaim) is { } person
                        ? RateLimitPartition.Get($"user {person}", _ => new SlidingWindow(options.SignedInPerMinute, Minute, clock))
                        : RateLimitPartition.Get(Network(http), _ => new SlidingWindow(options.AnonymousPerMinute, Minute, clock))));
            }
        });
    }

    private static async ValueTask RefuseAsync(OnRejectedContext context, CancellationToken ct)
    {
        var wait = TimeSpan.FromMinutes(1);
        if (context.Lease.TryGetMetadata(LimitState.Metadata, out var state) && state is not null)
        {
            Announce(context.HttpContext, state);
            wait = state.Reset;
        }

        await Problems.WriteAsync(context.HttpContext, Error.TooMany(
            "request.too_many", "Too many requests. Retry after the time in Retry-After.", wait));
    }

    private static string Network(HttpContext http) => Network(http.Connection.RemoteIpAddress ?? IPAddress.None);

    /// <summary>IPv6 is counted by its /64 network: one client controls all of its addresses.</summary>
    public static string Network(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
        {
            address = address.MapToIPv4();
        }

        return address.AddressFamily == AddressFamily.InterNetworkV6
            ? $"net {Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8))}"
            : $"net {address}";
    }

    private static void Announce(HttpContext http, LimitState state)
    {
        var headers = http.Response.Headers;
        headers["RateLimit-Limit"] = state.Limit.ToString(CultureInfo.InvariantCulture);
        headers["RateLimit-Remaining"] = state.Left.ToString(CultureInfo.InvariantCulture);
        headers["RateLimit-Reset"] = ((int)Math.Ceiling(state.Reset.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>Writes the state of the lease to response headers, which the middleware does not do.</summary>
    private sealed class RateLimitHeaderLimiter(PartitionedRateLimiter<HttpContext> inner) : PartitionedRateLimiter<HttpContext>
    {
        public override RateLimiterStatistics? GetStatistics(HttpContext resource) => inner.GetStatistics(resource);

        protected override RateLimitLease AttemptAcquireCore(HttpContext resource, int permitCount) =>
            Announced(resource, inner.AttemptAcquire(resource, permitCount));

        protected override async ValueTask<RateLimitLease> AcquireAsyncCore(
            HttpContext resource, int permitCount, CancellationToken cancellationToken) =>
            Announced(resource, await inner.AcquireAsync(resource, permitCount, cancellationToken));

        private static RateLimitLease Announced(HttpContext http, RateLimitLease lease)
        {
            if (lease.TryGetMetadata(LimitState.Metadata, out var state) && state is not null)
            {
                Announce(http, state);
            }

            return lease;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                inner.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
