using Agora.Application.Posts.Import;
using Agora.Infrastructure.Imports;

namespace Agora.Infrastructure.Posts.Import;

/// <summary>How posts are spelled in files.</summary>
public static class PostRowFormat
{
    public static readonly RowFormat<RawPost> Instance = new(
        ["id", "author", "authorEmail", "authorUsername", "title", "body", "tags", "publishedAt", "status", "language"],
        ["title", "body"],
        FromCsv,
        PostJson.Read);

    private static RawPost FromCsv(Func<string, string?> field)
    {
        var (name, email, username) = (field("author"), field("authorEmail"), field("authorUsername"));
        var author = (name, email, username) switch
        {
            (null, null, null) => null,
            (not null, null, null) => new RawAuthor(name, null, null, null),
            _ => new RawAuthor(null, name, email, username),
        };
        var tags = field("tags")?.Split('|', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return new RawPost(author, field("title"), field("body"), tags, field("publishedAt"), field("status"), field("language"))
        {
            Id = field("id"),
        };
    }
}
