using Agora.Domain.Posts;
using FluentValidation;

namespace Agora.Application.Posts;

/// <summary>What several tags of a filter mean together.</summary>
public enum TagMatch
{
    /// <summary>A post has every one of them.</summary>
    All,

    /// <summary>A post has at least one of them.</summary>
    Any,
}

/// <summary>The tags that posts of a list have.</summary>
/// <param name="Names">Normal, each once, in the order of their characters.</param>
public sealed record TagFilter(IReadOnlyList<string> Names, TagMatch Match)
{
    /// <summary>Null when there is no tag. One tag is the same filter in either way of matching.</summary>
    public static TagFilter? Of(IReadOnlyList<string>? tags, TagMatch match)
    {
        if (tags is null or { Count: 0 })
        {
            return null;
        }

        string[] names = [.. TagName.NormalizeAll(tags)!.Select(t => t.Value).Order(StringComparer.Ordinal)];
        return new TagFilter(names, names.Length == 1 ? TagMatch.All : match);
    }

    /// <summary>The names where a post must have all of them.</summary>
    public string[]? All => Match == TagMatch.All ? [.. Names] : null;

    /// <summary>The names where a post must have one of them.</summary>
    public string[]? Any => Match == TagMatch.Any ? [.. Names] : null;

    /// <summary>No tag holds a comma.</summary>
    public override string ToString() => $"{Match}:{string.Join(',', Names)}";
}

internal static class TagFilterValidation
{
    public static IRuleBuilderOptions<T, IReadOnlyList<string>?> IsTagFilter<T>(this IRuleBuilder<T, IReadOnlyList<string>?> rule) => rule
        .Must(tags => tags is null || (tags.Count <= PostRules.TagsMax && TagName.NormalizeAll(tags) is not null))
        .WithMessage($"Must be at most {PostRules.TagsMax} tags, each of 1 to {TagName.MaxLength} letters, digits or . + # - _")
        .OverridePropertyName("tag");
}
