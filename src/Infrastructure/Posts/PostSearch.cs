using Agora.Application.Common;
using Agora.Application.Posts;
using Agora.Infrastructure.Database;

namespace Agora.Infrastructure.Posts;

// The snippet is cut from the beginning of long bodies, so that a page of search results has a bounded price.
internal sealed class PostSearch(DbSession db) : IPostSearch
{
    private const string Found = $"""
        t.source, app.marked_words(p.language::regconfig, t.source, f.words) AS marked, {PostSql.Summary}
        """;

    private const string Posts = $"""
        JOIN app.posts AS p ON p.id = f.id
        CROSS JOIN LATERAL (SELECT app.search_source(left(p.body, 20000)) AS source) AS t
        {PostSql.CountersAndAuthor}
        """;

    private const string Filters = """
        @Term, app.current_tags(@AllTags), app.current_tags(@AnyTags), @Author, @From, @To, @Language, @Metadata::jsonb
        """;

    public async Task<IReadOnlyList<RankedPost>> BestAsync(
        PostQuery query, int? halfLife, RankedKey? after, int limit, CancellationToken ct)
    {
        const string sql = $"""
            SELECT f.rank, f.place, {Found}
            FROM app.search_posts_by_rank({Filters}, @HalfLife, @Place, @Id, @Limit) AS f
            {Posts}
            ORDER BY f.place DESC, f.id DESC
            LIMIT @Limit
            """;
        var others = new Others { HalfLife = halfLife, Place = after?.Place, Id = after?.Id, Limit = limit };
        var rows = await db.QueryAsync<FoundRow>(sql, Parameters(query, others), ct);
        return [.. rows.Select(row => new RankedPost(row.ToFound(), row.Place))];
    }

    public Task<IReadOnlyList<FoundPost>> NewestAsync(PostQuery query, KeysetPosition after, int limit, CancellationToken ct)
    {
        const string sql = $"""
            SELECT f.rank, {Found}
            FROM app.search_posts_by_time({Filters}, false, @At, @Id, @Limit) AS f
            {Posts}
            ORDER BY p.published_at DESC, p.id DESC
            LIMIT @Limit
            """;
        return FoundAsync(sql, query, after, limit, ct);
    }

    public Task<IReadOnlyList<FoundPost>> OldestAsync(PostQuery query, KeysetPosition after, int limit, CancellationToken ct)
    {
        const string sql = $"""
            SELECT f.rank, {Found}
            FROM app.search_posts_by_time({Filters}, true, @At, @Id, @Limit) AS f
            {Posts}
            ORDER BY p.published_at, p.id
            LIMIT @Limit
            """;
        return FoundAsync(sql, query, after, limit, ct);
    }

    public Task<long> CountAsync(PostQuery query, CountMode mode, CancellationToken ct)
    {
        const string sql = $"""
            SELECT app.count_matching_posts({Filters}, @IsExact)
            """;
        return db.ScalarAsync<long>(sql, Parameters(query, new Others { IsExact = mode == CountMode.Exact }), ct);
    }

    public async Task<SearchFacets> FacetsAsync(PostQuery query, IReadOnlyList<SearchFacet> facets, CancellationToken ct)
    {
        const string sql = $"""
            SELECT f.facet, f.value, f.label, f.posts
            FROM app.search_facets({Filters}, @Names, 20) AS f
            """;
        var counted = await db.QueryAsync<FacetRow>(
            sql, Parameters(query, new Others { Names = [.. facets.Select(Name)] }), ct);
        var rows = counted.ToLookup(row => row.Facet, StringComparer.Ordinal);
        return new SearchFacets(
            Counts(SearchFacet.Tag),
            facets.Contains(SearchFacet.Author)
                ? [.. rows[Name(SearchFacet.Author)].Select(row => new AuthorCount(Guid.Parse(row.Value), row.Label, row.Posts))]
                : null,
            Counts(SearchFacet.Month),
            Counts(SearchFacet.Language));

        FacetCount[]? Counts(SearchFacet facet) => facets.Contains(facet)
            ? [.. rows[Name(facet)].Select(row => new FacetCount(row.Value, row.Posts))]
            : null;

        static string Name(SearchFacet facet) => facet.ToString().ToLowerInvariant();
    }

    public Task<IReadOnlyList<TitleSuggestion>> SuggestTitlesAsync(string typed, int limit, CancellationToken ct)
    {
        const string sql = """
            SELECT p.id, p.title
            FROM app.suggest_titles(@typed, @limit) AS f
            JOIN app.posts AS p ON p.id = f.id
            ORDER BY p.published_at DESC, p.id DESC
            LIMIT @limit
            """;
        return db.QueryAsync<TitleSuggestion>(sql, new { typed, limit }, ct);
    }

    private static object Parameters(PostQuery query, Others others) => new
    {
        query.Term,
        AllTags = query.Tags?.All,
        AnyTags = query.Tags?.Any,
        query.Author,
        query.From,
        query.To,
        query.Language,
        query.Metadata,
        others.HalfLife,
        others.Place,
        others.At,
        others.Id,
        others.Limit,
        others.IsExact,
        others.Names,
    };

    private async Task<IReadOnlyList<FoundPost>> FoundAsync(
        string sql, PostQuery query, KeysetPosition after, int limit, CancellationToken ct)
    {
        var rows = await db.QueryAsync<FoundRow>(sql, Parameters(query, new Others { At = after.At, Id = after.Id, Limit = limit }), ct);
        return [.. rows.Select(row => row.ToFound())];
    }

    /// <summary>What single searches need beside the filters.</summary>
    private sealed record Others
    {
        public int? HalfLife { get; init; }

        public double? Place { get; init; }

        public DateTimeOffset? At { get; init; }

        public Guid? Id { get; init; }

        public int? Limit { get; init; }

        public bool? IsExact { get; init; }

        public string[]? Names { get; init; }
    }
}
