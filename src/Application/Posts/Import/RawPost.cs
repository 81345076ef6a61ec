namespace Agora.Application.Posts.Import;

/// <summary>A post as its line spells it, before any rule was applied. Null where the line says nothing.</summary>
/// <param name="PublishedAt">RFC 3339 with offset, unchecked.</param>
public sealed record RawPost(
    RawAuthor? Author,
    string? Title,
    string? Body,
    IReadOnlyList<string>? Tags,
    string? PublishedAt,
    string? Status,
    string? Language)
{
    /// <summary>Of an export. Without it author, title and date say which post it is.</summary>
    public string? Id { get; init; }
}

/// <summary>Who wrote it: one text such as <c>Ada Lovelace &lt;ada@example.org&gt;</c>, or its parts.</summary>
public sealed record RawAuthor(string? Text, string? Name, string? Email, string? Username);
