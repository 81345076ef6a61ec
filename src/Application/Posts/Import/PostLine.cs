using Agora.Application.Imports;
using Agora.Domain.Common;
using Agora.Domain.Posts;
using Agora.Domain.Users;

namespace Agora.Application.Posts.Import;

/// <summary>Holds a line against the rules of posts and accounts, the same ones that the API keeps.</summary>
public static class PostLine
{
    /// <summary>The post, or everything that is wrong with its line in one message.</summary>
    public static Result<ImportedPost> Check(long line, RawPost raw, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(raw);
        var problems = new LineProblems();
        var author = Author(raw.Author, problems);
        var title = problems.Text(
            "title",
            raw.Title?.Trim(),
            PostRules.IsTitle,
            $"must be one line of 1 to {PostRules.TitleMax} characters, at least one of them visible");
        var body = problems.Text(
            "body",
            raw.Body?.Trim(),
            PostRules.IsBody,
            $"must be 1 to {PostRules.BodyMax} characters, at least one of them visible");
        var tags = Tags(raw.Tags ?? [], problems);
        var publishedAt = problems.Date("publishedAt", raw.PublishedAt, now);
        var language = raw.Language ?? PostRules.DefaultLanguage;
        problems.Require(PostRules.IsLanguage(language), "language: is not one that posts can be written in");
        var id = problems.Id("id", raw.Id);
        problems.Require(raw.Status is null or "published" or "draft", "status: must be published or draft");

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
            : problems.Error;
    }

    private static ImportedAuthor? Author(RawAuthor? raw, LineProblems problems)
    {
        if (raw is null)
        {
            problems.Add("author: is missing");
            return null;
        }

        var (name, email) = raw.Text is null ? (raw.Name, raw.Email) : Mailbox(raw.Text);
        (name, email, var username) = (Filled(name), Filled(email), Filled(raw.Username));
        var before = problems.Count;
        problems.Require(
            name is null || UserRules.IsFullName(name),
            $"author: the name must be one line of at most {UserRules.FullNameMax} characters, at least one of them visible, "
            + "without marks of direction");
        var address = EmailAddress.Canonical(email);
        problems.Require(email is null || address is not null, "author: the e-mail address is not one");
        problems.Require(username is null || UserRules.IsUsername(username), "author: the username breaks the rules of usernames");
        problems.Require(name is not null || email is not null || username is not null, "author: has no name");
        problems.RequireStorable("author", $"{name}{email}");
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

    private static IReadOnlyList<TagName>? Tags(IReadOnlyList<string> raw, LineProblems problems)
    {
        if (raw.Count > 10 * PostRules.TagsMax)
        {
            problems.Add($"tags: must be at most {PostRules.TagsMax}");
            return null;
        }

        var tags = TagName.NormalizeAll(raw);
        problems.Require(tags is not null, $"tags: each must be 1 to {TagName.MaxLength} letters, digits or . + # - _");
        problems.Require(tags is null || tags.Count <= PostRules.TagsMax, $"tags: must be at most {PostRules.TagsMax}");
        return tags;
    }

    private static string? Filled(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
