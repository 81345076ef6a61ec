using System.Globalization;
using Agora.Application.Imports;

namespace Agora.Application.Posts.Import;

/// <summary>A line that keeps every rule.</summary>
/// <param name="Line">Where it stands in its file.</param>
/// <param name="PublishedAt">UTC. Null when the line has no date: a published post then gets the time of its first import.</param>
public sealed record ImportedPost(
    long Line,
    Guid Id,
    ImportedAuthor Author,
    string Title,
    string Body,
    IReadOnlyList<string> Tags,
    DateTimeOffset? PublishedAt,
    bool Published,
    string Language)
{
    /// <summary>The same author, title and date give the same id, so that a file can be imported again.</summary>
    public static Guid IdOf(ImportedAuthor author, string title, DateTimeOffset? publishedAt)
    {
        ArgumentNullException.ThrowIfNull(author);
        var date = publishedAt?.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture) ?? "undated";
        return ImportedId.Of($"{author.Identity}\n{date}\n{title}", publishedAt);
    }
}
