using Agora.Application.Common;
using Agora.Domain.Common;
using Agora.Domain.Users;

namespace Agora.Application.Imports;

/// <summary>Everything that is wrong with a line, and the rules that several nouns have.</summary>
internal sealed class LineProblems
{
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromDays(1);
    private static readonly DateTimeOffset Earliest = new(1900, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly List<string> problems = [];

    public int Count => problems.Count;

    public Error Error => Error.Invalid(ImportErrors.InvalidLineCode, string.Join("; ", problems));

    public void Add(string problem) => problems.Add(problem);

    public bool Require(bool kept, string otherwise)
    {
        if (!kept)
        {
            problems.Add(otherwise);
        }

        return kept;
    }

    /// <summary>PostgreSQL stores neither a NUL nor half of a surrogate pair.</summary>
    public bool RequireStorable(string member, string text) =>
        Require(!text.Contains('\0', StringComparison.Ordinal), $"{member}: holds a NUL character")
        & Require(IsWellFormed(text), $"{member}: holds half of a surrogate pair");

    /// <summary>The text, if it keeps the rule.</summary>
    public string? Text(string member, string? text, Func<string?, bool> keeps, string rule)
    {
        if (text is null)
        {
            problems.Add($"{member}: is missing");
            return null;
        }

        if (!RequireStorable(member, text))
        {
            return null;
        }

        Require(keeps(text), $"{member}: {rule}");
        return text;
    }

    /// <summary>Null when the line has none.</summary>
    public DateTimeOffset? Date(string member, string? text, DateTimeOffset now)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        if (!Rfc3339.TryParse(text, out var instant))
        {
            problems.Add($"{member}: must be RFC 3339 with an offset, such as 2026-03-01T09:30:00Z");
            return null;
        }

        Require(instant >= Earliest, $"{member}: is before 1900");
        Require(instant <= now + ClockTolerance, $"{member}: lies in the future");
        return instant;
    }

    /// <summary>Null when the line has none, or what is no id.</summary>
    public Guid? Id(string member, string? text)
    {
        var id = Guid.TryParseExact(text, "D", out var given) && given != Guid.Empty ? given : (Guid?)null;
        Require(text is null || id is not null, $"{member}: is no UUID");
        return id;
    }

    public string? Username(string member, string? text)
    {
        var username = text?.Trim();
        Require(UserRules.IsUsername(username), username is null ? $"{member}: is missing" : $"{member}: breaks the rules of usernames");
        return username;
    }

    private static bool IsWellFormed(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsSurrogate(text[i]) && (!char.IsHighSurrogate(text[i]) || ++i == text.Length || !char.IsLowSurrogate(text[i])))
            {
                return false;
            }
        }

        return true;
    }
}
