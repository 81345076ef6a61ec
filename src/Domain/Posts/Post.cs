using Agora.Domain.Common;

namespace Agora.Domain.Posts;

/// <summary>How far a post has come.</summary>
public enum PostStatus
{
    /// <summary>Seen by its author and staff.</summary>
    Draft,

    /// <summary>Seen by everyone.</summary>
    Published,

    /// <summary>Was published; seen by its author and staff.</summary>
    Archived,

    /// <summary>Was published until moderation took it out; seen by its author and staff.</summary>
    Hidden,
}

/// <summary>Who put a post into the trash.</summary>
public enum PostRemover
{
    Author,

    /// <summary>A moderator or an admin; the author cannot take it back out.</summary>
    Staff,
}

/// <summary>The limits of a post. The database checks the same ones; lengths are Unicode code points in both.</summary>
public static class PostRules
{
    public const int TitleMax = 200, BodyMax = 100_000, ExcerptMax = 280, TagsMax = 10;

    /// <summary>Rows of a page at most.</summary>
    public const int PageMax = 100;

    /// <summary>Bytes of the metadata as compact UTF-8 JSON.</summary>
    public const int MetadataMaxBytes = 8192;

    public const string DefaultLanguage = "english";

    /// <summary>The languages that PostgreSQL 17 stems; <c>simple</c> takes words as they are.</summary>
    public static readonly IReadOnlyList<string> Languages =
    [
        "simple", "arabic", "armenian", "basque", "catalan", "danish", "dutch", "english", "finnish", "french", "german",
        "greek", "hindi", "hungarian", "indonesian", "irish", "italian", "lithuanian", "nepali", "norwegian", "portuguese",
        "romanian", "russian", "serbian", "spanish", "swedish", "tamil", "turkish", "yiddish",
    ];

    /// <summary>One line with something visible in it.</summary>
    public static bool IsTitle(string? text) =>
        Characters.AreVisible(text) && Characters.Count(text!) <= TitleMax && !text!.Any(char.IsControl);

    public static bool IsBody(string? text) => Characters.AreVisible(text) && Characters.Count(text!) <= BodyMax;

    public static bool IsLanguage(string? name) => Languages.Contains(name, StringComparer.Ordinal);
}
