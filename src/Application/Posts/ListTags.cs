using System.Globalization;
using Agora.Application.Common;
using Agora.Domain.Common;
using Agora.Domain.Posts;
using FluentValidation;

namespace Agora.Application.Posts;

/// <summary>Tags of published posts, most used first.</summary>
/// <param name="Prefix">What the tag begins with, in any spelling that a tag may have. Null for all.</param>
public sealed record ListTags(string? Prefix, int Limit, string? Cursor) : IQuery<Page<TagCount>>;

public sealed class ListTagsValidator : AbstractValidator<ListTags>
{
    public ListTagsValidator()
    {
        RuleFor(q => q.Limit).IsLimit();
        RuleFor(q => q.Prefix).Must(prefix => string.IsNullOrEmpty(prefix) || Tag.Normalize(prefix) is not null)
            .WithMessage($"Must be the beginning of a tag: at most {Tag.MaxLength} letters, digits or . + # - _");
    }
}

public sealed class ListTagsHandler(IPostLists posts, CursorCodec cursors) : IQueryHandler<ListTags, Page<TagCount>>
{
    public async Task<Result<Page<TagCount>>> Handle(ListTags query, CancellationToken ct)
    {
        var prefix = string.IsNullOrEmpty(query.Prefix) ? "" : Tag.Normalize(query.Prefix)!;
        var list = $"tags?prefix={prefix}";
        TagCount? after = null;
        if (query.Cursor is not null)
        {
            if (cursors.Decode(list, query.Cursor) is not [var count, var tag]
                || !int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var afterCount))
            {
                return CursorCodec.Malformed;
            }

            after = new TagCount(tag, afterCount);
        }

        var rows = await posts.TagsAsync(prefix, after, query.Limit + 1, ct);
        return Page<TagCount>.Of(
            rows, query.Limit, last => cursors.Encode(list, last.PostCount.ToString(CultureInfo.InvariantCulture), last.Tag));
    }
}
