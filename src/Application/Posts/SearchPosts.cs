using System.Globalization;
using System.Text.Json.Serialization;
using Agora.Application.Common;
using Agora.Application.Users;
using Agora.Domain.Common;
using Agora.Domain.Posts;
using FluentValidation;

namespace Agora.Application.Posts;

/// <summary>What comes first in a search of posts. Those of one rank or instant go by their ids.</summary>
public enum SearchSort
{
    Relevance,

    [JsonStringEnumMemberName("-publishedAt")]
    Newest,

    [JsonStringEnumMemberName("publishedAt")]
    Oldest,
}

/// <summary>Published posts that match, each read in its own language.</summary>
/// <param name="Term">Words, "phrases", or, -not.</param>
/// <param name="Author">An id or a username.</param>
/// <param name="From">Published at or after.</param>
/// <param name="To">Published before.</param>
/// <param name="Metadata">A JSON object of members that the metadata must have.</param>
public sealed record SearchPosts(
    string? Term,
    IReadOnlyList<string>? Tags,
    TagMatch TagMatch,
    string? Author,
    DateTimeOffset? From,
    DateTimeOffset? To,
    string? Metadata,
    SearchSort Sort,
    int Limit,
    string? Cursor,
    CountMode Count = CountMode.None) : IQuery<Page<FoundPost>>
{
    public const int TermMax = 200;
}

public sealed class SearchPostsValidator : AbstractValidator<SearchPosts>
{
    public SearchPostsValidator()
    {
        RuleFor(q => q.Term).IsSearchTerm();
        RuleFor(q => q.Tags).IsTagFilter();
        RuleFor(q => q.TagMatch).IsInEnum();
        RuleFor(q => q.Author).IsUserReference();
        RuleFor(q => q.Metadata)
            .Satisfies(text => text is null ? null : PostMetadata.Refuse(text));
        RuleFor(q => q.Sort).IsInEnum();
        RuleFor(q => q.Limit).IsLimit();
        RuleFor(q => q.Count).IsInEnum();
    }
}

public sealed class SearchPostsHandler(IPostSearch search, IUserRepository users, CursorCodec cursors)
    : IQueryHandler<SearchPosts, Page<FoundPost>>
{
    public async Task<Result<Page<FoundPost>>> Handle(SearchPosts query, CancellationToken ct)
    {
        var author = query.Author is { } reference ? await users.ResolveAsync(reference, ct) : (Guid?)null;
        var wanted = new PostQuery(
            query.Term!.Trim(), TagFilter.Of(query.Tags, query.TagMatch), author, query.From, query.To, query.Metadata);
        var list = Name(wanted, query.Sort);
        var page = await (query.Sort switch
        {
            SearchSort.Relevance => BestAsync(list, wanted, query, ct),
            SearchSort.Newest => cursors.PageAsync(
                list,
                query.Cursor,
                query.Limit,
                (after, limit) => search.NewestAsync(wanted, after, limit, ct),
                last => new KeysetPosition(last.Post.ListedAt, last.Post.Id)),
            SearchSort.Oldest => cursors.AscendingPageAsync(
                list,
                query.Cursor,
                query.Limit,
                (after, limit) => search.OldestAsync(wanted, after, limit, ct),
                last => new KeysetPosition(last.Post.ListedAt, last.Post.Id)),
        });
        return await page.CountedAsync(query.Count, () => search.CountAsync(wanted, query.Count, ct));
    }

    // The two texts that the caller chooses freely come last and with their length, so that no two searches share a name.
    private static string Name(PostQuery wanted, SearchSort sort) => string.Create(
        CultureInfo.InvariantCulture,
        $"posts/search?sort={sort}&tags={wanted.Tags}&author={wanted.Author}&from={wanted.From:O}&to={wanted.To:O}"
        + $"&metadata={wanted.Metadata?.Length}:{wanted.Metadata}&q={wanted.Term}");

    private async Task<Result<Page<FoundPost>>> BestAsync(string list, PostQuery wanted, SearchPosts query, CancellationToken ct)
    {
        RankedKey? after = null;
        if (query.Cursor is not null)
        {
            if (cursors.Decode(list, query.Cursor) is not [var rank, var id]
                || !float.TryParse(rank, NumberStyles.Float, CultureInfo.InvariantCulture, out var afterRank)
                || !Guid.TryParseExact(id, "N", out var afterId))
            {
                return CursorCodec.Malformed;
            }

            after = new RankedKey(afterRank, afterId);
        }

        var rows = await search.BestAsync(wanted, after, query.Limit + 1, ct);
        return Page<FoundPost>.Of(
            rows,
            query.Limit,
            last => cursors.Encode(list, last.Rank.ToString("R", CultureInfo.InvariantCulture), last.Post.Id.ToString("N")));
    }
}
