using System.Globalization;
using Agora.Api.Http.Answers;
using Agora.Domain.Common;
using Microsoft.Extensions.Primitives;

namespace Agora.Api.Http;

/// <summary>
/// Entity tags carry the version of the row. A writer must say in If-Match which version it edits; the tag may carry
/// counters behind the version (<c>"7-120"</c>), which change what is shown and not what is edited.
/// </summary>
internal static class Preconditions
{
    private static readonly Error Missing = Error.PreconditionRequired(
        "request.if_match_required", "Send If-Match with the ETag that you read, so that nobody's edit is lost.");

    private static readonly Error Malformed = Error.Stale(
        "request.if_match_unknown", "If-Match is not an ETag of this resource. Read it again.");

    private static readonly Error Weak = Error.Stale(
        "request.if_match_weak",
        "If-Match must be a strong ETag. This one was made weak (W/) between here and you, as proxies do that compress answers: send it without W/, or have the proxy leave ETags alone.");

    public static string ETag(int version) => string.Create(CultureInfo.InvariantCulture, $"\"{version}\"");

    /// <summary>The version named by If-Match.</summary>
    public static Result<int> IfMatch(HttpRequest request)
    {
        var header = request.Headers.IfMatch;
        if (header.Count == 0)
        {
            return Missing;
        }

        if (header.Any(t => t?.StartsWith("W/", StringComparison.Ordinal) == true))
        {
            return Weak;
        }

        return header is [{ Length: > 2 } tag] && tag[0] == '"' && tag.IndexOf('"', 1) == tag.Length - 1
            && int.TryParse(tag[1..^1].Split('-')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var version)
                ? version
                : Malformed;
    }

    /// <summary>For writes that lose nobody's edit without it: null when If-Match is not there, or means whatever there is.</summary>
    public static Result<int?> IfMatchIfSent(HttpRequest request)
    {
        if (request.Headers.IfMatch.Count == 0 || IsAny(request.Headers.IfMatch))
        {
            return (int?)null;
        }

        var version = IfMatch(request);
        return version.IsSuccess ? version.Value : version.Error;
    }

    /// <summary>Whether If-None-Match asks that there be nothing yet.</summary>
    public static bool IsOnlyNew(HttpRequest request) => IsAny(request.Headers.IfNoneMatch);

    /// <summary>Whether a condition names whatever there is, and no version of it.</summary>
    public static bool IsAny(StringValues header) => header is ["*"];

    /// <summary>Sets the ETag, and tells whether the client already has this representation.</summary>
    public static bool IsFresh(HttpContext context, string tag)
    {
        tag = FieldSelection.Tag(context.Request, tag);
        context.Response.Headers.ETag = tag;
        return context.Request.Headers.IfNoneMatch
            .SelectMany(h => (h ?? "").Split(','))
            .Select(t => t.Trim())
            .Any(t => t == "*" || (t.StartsWith("W/", StringComparison.Ordinal) ? t[2..] : t) == tag);
    }
}
