using System.ComponentModel.DataAnnotations;
using Agora.Infrastructure.Settings;

namespace Agora.Api.Http.Limits;

/// <summary>
/// How often one caller may call. Bound from the section <c>RateLimits</c>. Each instance counts for itself: behind a balancer
/// with n instances a caller has up to n times as much.
/// </summary>
public sealed class RateLimitOptions
{
    public const string Section = "RateLimits";

    /// <summary>Off in Development.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Requests a minute for an address (IPv6: a /64 network) that is not signed in.</summary>
    [Range(1, int.MaxValue)]
    public int AnonymousPerMinute { get; set; } = 100;

    /// <summary>Requests a minute for a signed-in person.</summary>
    [Range(1, int.MaxValue)]
    public int SignedInPerMinute { get; set; } = 600;

    /// <summary>Sign-ins, registrations and the like in 15 minutes for an address, whatever the accounts.</summary>
    [Range(1, int.MaxValue)]
    public int LoginsPerQuarterHour { get; set; } = 60;

    /// <summary>Uploads in 15 minutes for a signed-in person.</summary>
    [Range(1, int.MaxValue)]
    public int UploadsPerQuarterHour { get; set; } = 100;

    /// <summary>Exports of everything about oneself in an hour for a signed-in person.</summary>
    [Range(1, int.MaxValue)]
    public int ExportsPerHour { get; set; } = 4;

    public static RateLimitOptions From(IConfiguration configuration) => configuration.Read<RateLimitOptions>(Section);
}
