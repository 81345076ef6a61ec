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
    string? Language);

/// <summary>Who wrote it: one text such as <c>Ada Lovelace &lt;ada@example.org&gt;</c>, or its parts.</summary>
public sealed record RawAuthor(string? Text, string? Name, string? Email, string? Username);

/// <summary>What a reader found at one place of the file: a post, or the reason why there is none.</summary>
/// <param name="Number">Counts lines of the file from 1; a record of several lines has the number of its first.</param>
public readonly record struct ImportLine(long Number, RawPost? Post, string? Problem)
{
    public static ImportLine Read(long number, RawPost post) => new(number, post, null);

    public static ImportLine Unreadable(long number, string problem) => new(number, null, problem);
}
