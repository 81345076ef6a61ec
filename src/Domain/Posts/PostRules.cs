using Agora.Domain.Common;

namespace Agora.Domain.Posts;

/// <summary>The limits of a post. The database checks the same ones; lengths are Unicode code points in both.</summary>
public static class PostRules
{
    public const int TitleMax = 200, BodyMax = 100_000, ExcerptMax = 280, TagsMax = 10;

    /// <summary>Rows of a page at most.</summary>
    public const int PageMax = 100;

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

    /// <summary>The rules of a text that do not depend on what is stored. A member that is null was not sent.</summary>
    public static bool AreValid(string? title, string? body, string? language, IReadOnlyList<TagName>? tags) =>
        (title is null || IsTitle(title))
        && (body is null || IsBody(body))
        && (language is null || IsLanguage(language))
        && (tags is null || tags.Count <= TagsMax);
}
