using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Agora.Api.Http.Responses;
using Agora.Domain.Common;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Agora.Api.Http;

/// <summary>The versions that a write accepts; an empty list means any.</summary>
internal sealed record VersionCondition(IReadOnlyList<int> Versions)
{
    /// <summary>Each version is tried in turn, hence the limit.</summary>
    public const int Most = 10;

    public static readonly VersionCondition Any = new([]);
}

/// <summary>
/// Entity tags hold the version of the row. An edit names its version in If-Match. Behind the version may follow what else makes another
/// representation: counters (<c>"7-120"</c>), the members that the reader sees, the fields selected, the coding (<c>"7-120-br"</c>).
/// </summary>
internal static class Preconditions
{
    private const int ReaderBytes = 8;

    private static readonly Error Missing = Error.PreconditionRequired(
        "request.if_match_required", "Send If-Match with the ETag that you read, so that no concurrent edit is lost.");

    private static readonly Error Malformed = Error.Stale(
        "request.if_match_unknown", "If-Match is not an ETag of this resource. Read it again.");

    private static readonly Error Weak = Error.Stale(
        "request.if_match_weak",
        "If-Match must be a strong ETag. A proxy between you and the server made it weak (W/), as compressing proxies do: send it "
        + "without W/, or configure the proxy to keep ETags.");

    private static readonly Error TooMany = Error.Invalid(
        "request.if_match_too_many", $"If-Match names more than {VersionCondition.Most} versions.");

    public static string ETag(int version) => string.Create(CultureInfo.InvariantCulture, $"\"{version}\"");

    /// <summary>For resources of which readers see different representations.</summary>
    /// <param name="seen">What differs between them, or when the version stays; it is hashed.</param>
    public static string ETag(int version, string seen)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(seen));
        return string.Create(CultureInfo.InvariantCulture, $"\"{version}-{Convert.ToHexStringLower(hash.AsSpan(0, ReaderBytes))}\"");
    }

    /// <summary>The versions that If-Match names, as RFC 9110 (13.1.1) says: one, several, or by <c>*</c> any.</summary>
    public static Result<VersionCondition> IfMatch(HttpRequest request)
    {
        var header = request.Headers.IfMatch;
        if (header.Count == 0)
        {
            return Missing;
        }

        if (IsAny(header))
        {
            return VersionCondition.Any;
        }

        if (!EntityTagHeaderValue.TryParseStrictList(header!, out var tags) || tags.Contains(EntityTagHeaderValue.Any))
        {
            return Malformed;
        }

        // Weak tags match nothing, nor do strong ones that Agora never sent.
        var versions = tags.Where(t => !t.IsWeak).Select(t => Version(t.Tag.Value!)).OfType<int>().Distinct().ToArray();
        return versions.Length switch
        {
            > VersionCondition.Most => TooMany,
            0 => tags.Any(t => t.IsWeak) ? Weak : Malformed,
            _ => new VersionCondition(versions),
        };
    }

    /// <summary>For writes where If-Match is optional: any version when it is absent.</summary>
    public static Result<VersionCondition> IfMatchIfSent(HttpRequest request) =>
        request.Headers.IfMatch.Count == 0 ? VersionCondition.Any : IfMatch(request);

    /// <summary>The version in an ETag; null when Agora gives no such ETag.</summary>
    public static int? Version(string tag) =>
        int.TryParse(tag.Trim('"').Split('-')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : null;

    /// <summary>Whether If-None-Match requires that the resource does not exist.</summary>
    public static bool IsOnlyNew(HttpRequest request) => IsAny(request.Headers.IfNoneMatch);

    /// <summary>Whether a condition is <c>*</c>, which matches any version.</summary>
    public static bool IsAny(StringValues header) => header is ["*"];

    /// <summary>Sets the ETag. True when the client already has this representation.</summary>
    public static bool IsFresh(HttpContext context, string tag) => IsKnown(context, FieldSelection.Tag(context.Request, tag));

    /// <summary>The same for a tag that covers the selection of fields.</summary>
    public static bool IsKnown(HttpContext context, string tag)
    {
        // Plain, or in a coding that the client takes now: 304 confirms one of these by its own tag (RFC 9110, 15.4.5).
        var known = Compression.Tags(context.Request, tag).FirstOrDefault(one => Names(context.Request.Headers.IfNoneMatch, one));
        context.Response.Headers.ETag = known ?? tag;
        return known is not null;
    }

    /// <summary>Whether a list of ETags, such as of If-None-Match, has this one. Compared as RFC 9110 (8.8.3.2) calls weak.</summary>
    private static bool Names(StringValues header, string tag)
    {
        foreach (var listed in header.SelectMany(h => (h ?? "").Split(',', StringSplitOptions.TrimEntries)))
        {
            if (listed == "*" || (listed.StartsWith("W/", StringComparison.Ordinal) ? listed[2..] : listed) == tag)
            {
                return true;
            }
        }

        return false;
    }
}
