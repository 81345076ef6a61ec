using System.ComponentModel.DataAnnotations;
using Agora.Infrastructure.Settings;

namespace Agora.Api.Http.Limits;

/// <summary>
/// Rate limits per caller. Bound from the section <c>RateLimits</c>. Each instance counts for itself: behind a load balancer with n
/// instances a caller has up to n times the limit.
/// </summary>
public sealed class RateLimitOptions
{
    public const string Section = "RateLimits";

    /// <summary>Whether limits apply. Off in Development.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Anonymous requests of one address (IPv6: a /64 network) in a minute.</summary>
    [Range(1, int.MaxValue)]
    public int AnonymousPerMinute { get; set; } = 100;

    /// <summary>Requests of one signed-in user in a minute.</summary>
    [Range(1, int.MaxValue)]
    public int SignedInPerMinute { get; set; } = 600;

    /// <summary>Sign-ins, registrations and similar requests of one address in 15 minutes, for all accounts together.</summary>
    [Range(1, int.MaxValue)]
    public int LoginsPerQuarterHour { get; set; } = 60;

    /// <summary>Uploads of one user in 15 minutes.</summary>
    [Range(1, int.MaxValue)]
    public int UploadsPerQuarterHour { get; set; } = 100;

    /// <summary>Exports of personal data of one user in an hour.</summary>
    [Range(1, int.MaxValue)]
    public int ExportsPerHour { get; set; } = 4;

    public static RateLimitOptions From(IConfiguration configuration) => configuration.Read<RateLimitOptions>(Section);
}
