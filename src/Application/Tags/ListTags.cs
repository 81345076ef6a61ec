using System.Globalization;
using System.Text.Json.Serialization;
using Agora.Application.Common;
using Agora.Application.Posts;
using Agora.Domain.Common;
using Agora.Domain.Posts;
using FluentValidation;

namespace Agora.Application.Tags;

/// <summary>What comes first in a list of tags.</summary>
public enum TagSort
{
    /// <summary>On the most posts; by name among those on as many.</summary>
    [JsonStringEnumMemberName("-postCount")]
    MostUsed,

    [JsonStringEnumMemberName("tag")]
    Name,
}

/// <summary>Tags of published posts.</summary>
/// <param name="Prefix">What the tag begins with, in any spelling that a tag may have. Null for all.</param>
public sealed record ListTags(string? Prefix, TagSort Sort, int Limit, string? Cursor, CountMode Count = CountMode.None)
    : IQuery<Page<TagCount>>;

public sealed class ListTagsValidator : AbstractValidator<ListTags>
{
    public ListTagsValidator()
    {
        RuleFor(q => q.Limit).IsLimit();
        RuleFor(q => q.Prefix).Must(prefix => string.IsNullOrEmpty(prefix) || TagName.Normalize(prefix) is not null)
            .WithMessage($"Must be the beginning of a tag: at most {TagName.MaxLength} letters, digits or . + # - _")
            .OverridePropertyName("q");
        RuleFor(q => q.Sort).IsInEnum();
        RuleFor(q => q.Count).IsInEnum();
    }
}

public sealed class ListTagsHandler(ITagLists tags, CursorCodec cursors) : IQueryHandler<ListTags, Page<TagCount>>
{
    // Before the first tag of either order.
    private static readonly TagCount Start = new("", int.MaxValue);

    public async Task<Result<Page<TagCount>>> Handle(ListTags query, CancellationToken ct)
    {
        var prefix = string.IsNullOrEmpty(query.Prefix) ? "" : TagName.Normalize(query.Prefix)!.Value;
        var list = query.Sort == TagSort.MostUsed ? $"tags?prefix={prefix}" : $"tags?prefix={prefix}&sort={query.Sort}";
        var after = Start;
        if (query.Cursor is not null)
        {
            if (cursors.Decode(list, query.Cursor) is not [var count, var tag]
                || !int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var afterCount))
            {
                return CursorCodec.Malformed;
            }

            after = new TagCount(tag, afterCount);
        }

        var rows = await ((query.Sort, prefix) switch
        {
            (TagSort.Name, _) => tags.ByNameAsync(prefix, after.Tag, query.Limit + 1, ct),
            (TagSort.MostUsed, "") => tags.MostUsedAsync(after, query.Limit + 1, ct),
            (TagSort.MostUsed, _) => tags.MostUsedAsync(prefix, after, query.Limit + 1, ct),
        });
        Result<Page<TagCount>> page = Page<TagCount>.Of(
            rows, query.Limit, last => cursors.Encode(list, last.PostCount.ToString(CultureInfo.InvariantCulture), last.Tag));
        return await page.CountedAsync(query.Count, () => tags.CountAsync(prefix, query.Count, ct));
    }
}
