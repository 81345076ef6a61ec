using Agora.Application.Common;
using Agora.Application.Imports;
using Agora.Domain.Common;
using Agora.Domain.Posts;
using Agora.Domain.Users;

namespace Agora.Application.Posts.Import;

/// <summary>Holds a line against the rules of posts and accounts, the same ones that the API keeps.</summary>
public static class PostLine
{
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromDays(1);
    private static readonly DateTimeOffset Earliest = new(1900, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The post, or everything that is wrong with its line in one message.</summary>
    public static Result<ImportedPost> Check(long line, RawPost raw, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(raw);
        var problems = new List<string>();
        var author = Author(raw.Author, problems);
        var title = Text(
            "title",
            raw.Title?.Trim(),
            PostRules.IsTitle,
            $"must be one line of 1 to {PostRules.TitleMax} characters, at least one of them visible",
            problems);
        var body = Text(
            "body",
            raw.Body?.Trim(),
            PostRules.IsBody,
            $"must be 1 to {PostRules.BodyMax} characters, at least one of them visible",
            problems);
        var tags = Tags(raw.Tags ?? [], problems);
        var publishedAt = Date(raw.PublishedAt, now, problems);
        var language = raw.Language ?? PostRules.DefaultLanguage;
        Require(PostRules.IsLanguage(language), "language: is not one that posts can be written in", problems);
        var id = Guid.TryParseExact(raw.Id, "D", out var given) && given != Guid.Empty ? given : (Guid?)null;
        Require(raw.Id is null || id is not null, "id: is no UUID", problems);
        Require(raw.Status is null or "published" or "draft", "status: must be published or draft", problems);

        return problems.Count == 0 && author is not null && title is not null && body is not null && tags is not null
            ? new ImportedPost(
                line,
                id ?? ImportedPost.IdOf(author, title, publishedAt),
                author,
                title,
                body,
                [.. tags.Select(t => t.Value)],
                publishedAt,
                raw.Status != "draft",
                language)
            : Error.Invalid(ImportErrors.InvalidLineCode, string.Join("; ", problems));
    }

    private static ImportedAuthor? Author(RawAuthor? raw, List<string> problems)
    {
        if (raw is null)
        {
            problems.Add("author: is missing");
            return null;
        }

        var (name, email) = raw.Text is null ? (raw.Name, raw.Email) : Mailbox(raw.Text);
        (name, email, var username) = (Filled(name), Filled(email), Filled(raw.Username));
        var before = problems.Count;
        Require(
            name is null || UserRules.IsFullName(name),
            $"author: the name must be one line of at most {UserRules.FullNameMax} characters, at least one of them visible, "
            + "without marks of direction",
            problems);
        var address = EmailAddress.Canonical(email);
        Require(email is null || address is not null, "author: the e-mail address is not one", problems);
        Require(username is null || UserRules.IsUsername(username), "author: the username breaks the rules of usernames", problems);
        Require(name is not null || email is not null || username is not null, "author: has no name", problems);
        RequireStorable("author", $"{name}{email}", problems);
        return problems.Count == before ? new ImportedAuthor(name, address, username) : null;
    }

    // "Ada Lovelace <ada@example.org>", "\"Lovelace, Ada\" <ada@example.org>", "ada@example.org" or "Ada Lovelace".
    private static (string? Name, string? Email) Mailbox(string text)
    {
        text = text.Trim();
        var bracket = text.LastIndexOf('<');
        if (bracket >= 0 && text.EndsWith('>'))
        {
            var name = text[..bracket].TrimEnd();
            return (name is ['"', .., '"'] ? name[1..^1] : name, text[(bracket + 1)..^1]);
        }

        return EmailAddress.Canonical(text) is not null ? (null, text) : (text, null);
    }

    private static string? Text(string member, string? text, Func<string?, bool> keeps, string rule, List<string> problems)
    {
        if (text is null)
        {
            problems.Add($"{member}: is missing");
            return null;
        }

        if (!RequireStorable(member, text, problems))
        {
            return null;
        }

        Require(keeps(text), $"{member}: {rule}", problems);
        return text;
    }

    private static IReadOnlyList<TagName>? Tags(IReadOnlyList<string> raw, List<string> problems)
    {
        if (raw.Count > 10 * PostRules.TagsMax)
        {
            problems.Add($"tags: must be at most {PostRules.TagsMax}");
            return null;
        }

        var tags = TagName.NormalizeAll(raw);
        Require(tags is not null, $"tags: each must be 1 to {TagName.MaxLength} letters, digits or . + # - _", problems);
        Require(tags is null || tags.Count <= PostRules.TagsMax, $"tags: must be at most {PostRules.TagsMax}", problems);
        return tags;
    }

    private static DateTimeOffset? Date(string? text, DateTimeOffset now, List<string> problems)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        if (!Rfc3339.TryParse(text, out var instant))
        {
            problems.Add("publishedAt: must be RFC 3339 with an offset, such as 2026-03-01T09:30:00Z");
            return null;
        }

        Require(instant >= Earliest, "publishedAt: is before 1900", problems);
        Require(instant <= now + ClockTolerance, "publishedAt: lies in the future", problems);
        return instant;
    }

    private static bool RequireStorable(string member, string text, List<string> problems)
    {
        Require(!text.Contains('\0', StringComparison.Ordinal), $"{member}: holds a NUL character", problems);
        Require(IsWellFormed(text), $"{member}: holds half of a surrogate pair", problems);
        return !text.Contains('\0', StringComparison.Ordinal) && IsWellFormed(text);
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

    private static string? Filled(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private static void Require(bool kept, string otherwise, List<string> problems)
    {
        if (!kept)
        {
            problems.Add(otherwise);
        }
    }
}
