using System.Globalization;
using System.Text.Json.Serialization;
using Agora.Application.Common;
using Agora.Application.Users;
using Agora.Domain.Common;
using Agora.Domain.Posts;
using FluentValidation;

namespace Agora.Application.Posts;

/// <summary>What comes first in a list of posts. Those of one instant or number go by their ids.</summary>
public enum PostSort
{
    [JsonStringEnumMemberName("-publishedAt")]
    Newest,

    [JsonStringEnumMemberName("publishedAt")]
    Oldest,

    [JsonStringEnumMemberName("-commentCount")]
    MostCommented,

    [JsonStringEnumMemberName("-viewCount")]
    MostViewed,
}

/// <param name="Author">An id or a username. Null for everyone's; with a status other than published, for the caller's own.</param>
/// <param name="Status">Drafts and archived posts are listed for their author and staff.</param>
/// <param name="Language">Of all published posts.</param>
/// <param name="From">Published at or after.</param>
/// <param name="To">Published before.</param>
/// <param name="Sort">By numbers only all published posts are sorted.</param>
public sealed record ListPosts(
    string? Author,
    IReadOnlyList<string>? Tags,
    TagMatch TagMatch,
    PostStatus Status,
    string? Language,
    DateTimeOffset? From,
    DateTimeOffset? To,
    PostSort Sort,
    int Limit,
    string? Cursor,
    CountMode Count = CountMode.None) : IQuery<Page<PostSummary>>
{
    internal bool IsOfAll => Author is null && (Tags is null or { Count: 0 }) && Status == PostStatus.Published;
}

public sealed class ListPostsValidator : AbstractValidator<ListPosts>
{
    public ListPostsValidator()
    {
        RuleFor(q => q.Limit).IsLimit();
        RuleFor(q => q.Author).IsUserReference();
        RuleFor(q => q.Tags).IsTagFilter();
        RuleFor(q => q.TagMatch).IsInEnum();
        RuleFor(q => q.Status).IsInEnum();
        RuleFor(q => q.Count).IsInEnum();
        RuleFor(q => q.Language!).IsLanguage().When(q => q.Language is not null);
        RuleFor(q => q.Language).Null().When(q => !q.IsOfAll).WithMessage("Must be left out together with author, tag or status.");
        RuleFor(q => q.From).Null().When(q => q.Status == PostStatus.Draft).WithMessage(
            "Must be left out for drafts, which have not been published.");
        RuleFor(q => q.To).Null().When(q => q.Status == PostStatus.Draft).WithMessage(
            "Must be left out for drafts, which have not been published.");
        RuleFor(q => q.To).Must((q, to) => q.From is null || to is null || to > q.From).WithMessage("Must be after `from`.");
        RuleFor(q => q.Sort).IsInEnum();
        RuleFor(q => q.Sort).Must(sort => sort is PostSort.Newest or PostSort.Oldest)
            .When(q => !q.IsOfAll || q.Language is not null || q.From is not null || q.To is not null)
            .WithMessage("Must be by time together with author, tag, status, language, from or to.");
    }
}

public sealed class ListPostsHandler(
    IPostLists posts, IPostTagLists tagLists, IUserRepository users, CursorCodec cursors, ActorContext context)
    : IQueryHandler<ListPosts, Page<PostSummary>>
{
    public async Task<Result<Page<PostSummary>>> Handle(ListPosts query, CancellationToken ct)
    {
        var author = query.Author is { } reference ? await users.ResolveAsync(reference, ct) : (Guid?)null;
        if (query.Status != PostStatus.Published && author is null && (author = context.Actor.UserId) is null)
        {
            return PostErrors.SignInForOwn;
        }

        var filter = new PostFilter(author, TagFilter.Of(query.Tags, query.TagMatch), query.Status, query.Language, query.From, query.To);
        var list = Name(filter, query.Sort);
        var page = await (query.Sort switch
        {
            PostSort.Newest => cursors.PageAsync(
                list,
                query.Cursor,
                query.Limit,
                (after, limit) => NewestAsync(filter, after, limit, ct),
                last => new KeysetPosition(last.ListedAt, last.Id)),
            PostSort.Oldest => cursors.AscendingPageAsync(
                list,
                query.Cursor,
                query.Limit,
                (after, limit) => OldestAsync(filter, after, limit, ct),
                last => new KeysetPosition(last.ListedAt, last.Id)),
            PostSort.MostCommented => NumberedAsync(
                list, query, (after, limit) => posts.MostCommentedAsync(after, limit, ct), last => last.CommentCount),
            PostSort.MostViewed => NumberedAsync(
                list, query, (after, limit) => posts.MostViewedAsync(after, limit, ct), last => last.ViewCount),
        });
        return await page.CountedAsync(query.Count, () => posts.CountAsync(filter, query.Count, ct));
    }

    private static string Name(PostFilter filter, PostSort sort)
    {
        var list = $"posts?author={filter.Author}&tags={filter.Tags}&status={filter.Status}";
        return filter is { Language: null, From: null, To: null } && sort == PostSort.Newest
            ? list
            : string.Create(
                CultureInfo.InvariantCulture, $"{list}&language={filter.Language}&from={filter.From:O}&to={filter.To:O}&sort={sort}");
    }

    private Task<IReadOnlyList<PostSummary>> NewestAsync(PostFilter filter, KeysetPosition after, int limit, CancellationToken ct)
    {
        var start = filter.To is { } to && after.At >= to ? new KeysetPosition(to, Guid.Empty) : after;
        var end = filter.From ?? KeysetPaging.Oldest.At;
        return filter switch
        {
            { Author: { } author, Tags: { } tags } => posts.ByAuthorAsync(author, filter.Status, tags, start, end, limit, ct),
            { Author: { } author } => posts.ByAuthorAsync(author, filter.Status, start, end, limit, ct),
            { Tags.Names: [var tag] } => posts.TaggedAsync(tag, start, end, limit, ct),
            { Tags: { } tags } => tagLists.NewestAsync(tags, start, end, limit, ct),
            { Language: { } language } => posts.PublishedAsync(language, start, end, limit, ct),
            _ => posts.PublishedAsync(start, end, limit, ct),
        };
    }

    private Task<IReadOnlyList<PostSummary>> OldestAsync(PostFilter filter, KeysetPosition after, int limit, CancellationToken ct)
    {
        var start = filter.From is { } from && after.At < from ? new KeysetPosition(from, Guid.Empty) : after;
        var end = filter.To ?? KeysetPaging.Newest.At;
        return filter switch
        {
            { Author: { } author, Tags: { } tags } => posts.OldestByAuthorAsync(author, filter.Status, tags, start, end, limit, ct),
            { Author: { } author } => posts.OldestByAuthorAsync(author, filter.Status, start, end, limit, ct),
            { Tags.Names: [var tag] } => posts.OldestTaggedAsync(tag, start, end, limit, ct),
            { Tags: { } tags } => tagLists.OldestAsync(tags, start, end, limit, ct),
            { Language: { } language } => posts.OldestAsync(language, start, end, limit, ct),
            _ => posts.OldestAsync(start, end, limit, ct),
        };
    }

    private async Task<Result<Page<PostSummary>>> NumberedAsync(
        string list, ListPosts query, Func<CountPosition, int, Task<IReadOnlyList<PostSummary>>> read, Func<PostSummary, long> number)
    {
        var after = new CountPosition(long.MaxValue, Guid.AllBitsSet);
        if (query.Cursor is not null)
        {
            if (cursors.Decode(list, query.Cursor) is not [var count, var id]
                || !long.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var afterCount)
                || !Guid.TryParseExact(id, "N", out var afterId))
            {
                return CursorCodec.Malformed;
            }

            after = new CountPosition(afterCount, afterId);
        }

        var rows = await read(after, query.Limit + 1);
        return Page<PostSummary>.Of(
            rows, query.Limit, last => cursors.Encode(list, number(last).ToString(CultureInfo.InvariantCulture), last.Id.ToString("N")));
    }
}
