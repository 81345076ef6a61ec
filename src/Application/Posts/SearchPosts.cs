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
/// <param name="Term">Words, beginnings of words*, "phrases", or, -not.</param>
/// <param name="Author">An id or a username.</param>
/// <param name="From">Published at or after.</param>
/// <param name="To">Published before.</param>
/// <param name="Language">Of the posts.</param>
/// <param name="Metadata">A JSON object of members that the metadata must have.</param>
/// <param name="HalfLife">Days after which a match counts half; null when age does not count.</param>
/// <param name="Facets">What to count the posts that match by, on the first page.</param>
/// <param name="Autocorrect">Whether a corrected term is searched for when nothing matches.</param>
public sealed record SearchPosts(
    string? Term,
    IReadOnlyList<string>? Tags,
    TagMatch TagMatch,
    string? Author,
    DateTimeOffset? From,
    DateTimeOffset? To,
    string? Language,
    string? Metadata,
    SearchSort Sort,
    int? HalfLife,
    IReadOnlyList<SearchFacet>? Facets,
    bool Autocorrect,
    int Limit,
    string? Cursor,
    CountMode Count = CountMode.None) : IQuery<FoundPosts>
{
    public const int TermMax = 200, HalfLifeMax = 3650;
}

public sealed class SearchPostsValidator : AbstractValidator<SearchPosts>
{
    public SearchPostsValidator()
    {
        RuleFor(q => q.Term).IsSearchTerm();
        RuleFor(q => q.Tags).IsTagFilter();
        RuleFor(q => q.TagMatch).IsInEnum();
        RuleFor(q => q.Author).IsUserReference();
        RuleFor(q => q.Language!).IsLanguage().When(q => q.Language is not null);
        RuleFor(q => q.Metadata)
            .Satisfies(text => text is null ? null : PostMetadata.Refuse(text));
        RuleFor(q => q.Sort).IsInEnum();
        RuleFor(q => q.HalfLife).InclusiveBetween(1, SearchPosts.HalfLifeMax);
        RuleFor(q => q.HalfLife).Null().When(q => q.Sort != SearchSort.Relevance).WithMessage("Must be left out where time is the order.");
        RuleForEach(q => q.Facets).IsInEnum().OverridePropertyName("facet");
        RuleFor(q => q.Limit).IsLimit();
        RuleFor(q => q.Count).IsInEnum();
    }
}

public sealed class SearchPostsHandler(IPostSearch search, SpellingCorrection spelling, IUserRepository users, CursorCodec cursors)
    : IQueryHandler<SearchPosts, FoundPosts>
{
    public async Task<Result<FoundPosts>> Handle(SearchPosts query, CancellationToken ct)
    {
        var author = query.Author is { } reference ? await users.ResolveAsync(reference, ct) : (Guid?)null;
        var wanted = new PostQuery(
            query.Term!.Trim(),
            TagFilter.Of(query.Tags, query.TagMatch),
            author,
            query.From,
            query.To,
            query.Language,
            query.Metadata);

        var page = await PageAsync(wanted, query, ct);
        string? suggestion = null;

        // The pages after the first of a corrected search come with a cursor that is none of the term itself.
        if (page.IsSuccess ? query.Cursor is null && page.Value.Items.Count == 0 : query.Autocorrect)
        {
            suggestion = await spelling.CorrectAsync(wanted, ct);
            if (suggestion is not null && query.Autocorrect)
            {
                wanted = wanted with { Term = suggestion };
                page = await PageAsync(wanted, query, ct);
            }
        }

        page = await page.CountedAsync(query.Count, () => search.CountAsync(wanted, query.Count, ct));
        if (!page.IsSuccess)
        {
            return page.Error;
        }

        var facets = query is { Cursor: null, Facets: { Count: > 0 } names }
            ? await search.FacetsAsync(wanted, [.. names.Distinct()], ct)
            : null;
        return new FoundPosts(page.Value.Items, page.Value.Next)
        {
            Total = page.Value.Total,
            Facets = facets,
            Suggestion = suggestion,
        };
    }

    // The texts that the caller chooses freely come last and with their length, so that no two searches share a name.
    private static string Name(PostQuery wanted, SearchPosts query)
    {
        var added = query.Language is null && query.HalfLife is null
            ? ""
            : string.Create(CultureInfo.InvariantCulture, $"&language={query.Language}&halfLife={query.HalfLife}");
        return string.Create(
            CultureInfo.InvariantCulture,
            $"posts/search?sort={query.Sort}&tags={wanted.Tags}&author={wanted.Author}&from={wanted.From:O}&to={wanted.To:O}{added}"
            + $"&metadata={wanted.Metadata?.Length}:{wanted.Metadata}&q={wanted.Term}");
    }

    private Task<Result<Page<FoundPost>>> PageAsync(PostQuery wanted, SearchPosts query, CancellationToken ct)
    {
        var list = Name(wanted, query);
        return query.Sort switch
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
        };
    }

    private async Task<Result<Page<FoundPost>>> BestAsync(string list, PostQuery wanted, SearchPosts query, CancellationToken ct)
    {
        RankedKey? after = null;
        if (query.Cursor is not null)
        {
            if (cursors.Decode(list, query.Cursor) is not [var place, var id]
                || !double.TryParse(place, NumberStyles.Float, CultureInfo.InvariantCulture, out var afterPlace)
                || !Guid.TryParseExact(id, "N", out var afterId))
            {
                return CursorCodec.Malformed;
            }

            // A rank is of single precision, also in the cursor.
            after = new RankedKey(query.HalfLife is null ? (float)afterPlace : afterPlace, afterId);
        }

        var rows = await search.BestAsync(wanted, query.HalfLife, after, query.Limit + 1, ct);
        return Page<RankedPost>.Of(rows, query.Limit, last => cursors.Encode(list, Text(last, query), last.Found.Post.Id.ToString("N")))
            .Map(row => row.Found);
    }

    private static string Text(RankedPost last, SearchPosts query) => query.HalfLife is null
        ? last.Found.Rank.ToString("R", CultureInfo.InvariantCulture)
        : last.Place.ToString("R", CultureInfo.InvariantCulture);
}
