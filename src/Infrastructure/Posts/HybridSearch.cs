using Agora.Application.Posts;
using Agora.Infrastructure.Database;

namespace Agora.Infrastructure.Posts;

internal sealed class HybridSearch(DbSession db) : IHybridSearch
{
    private const string Words = """
        words AS (
            SELECT w.id, w.rank, row_number() OVER (ORDER BY w.rank DESC, w.id DESC)::integer AS place
            FROM app.search_posts_by_rank(
                @Term, app.current_tags(@AllTags), app.current_tags(@AnyTags), @Author, @From, @To, @Language, @Metadata::jsonb,
                NULL, NULL, NULL, @Depth) AS w
            WHERE @WordsWeight > 0
            ORDER BY w.rank DESC, w.id DESC
            LIMIT @Depth
        )
        """;

    // Snippets as in PostSearch. What was found by meaning may share no word with the search, which then marks nothing.
    private const string Shown = $"""
        SELECT f.score, f.words_place, f.words_score, f.meaning_place, f.meaning_score,
               t.source,
               coalesce(app.search_marks(p.language::regconfig, t.source, @Term), t.source) AS marked,
               {PostSql.Summary}
        FROM fused AS f
        JOIN app.posts AS p ON p.id = f.id
        CROSS JOIN LATERAL (SELECT app.search_source(left(p.body, 20000)) AS source) AS t
        {PostSql.CountersAndAuthor}
        ORDER BY f.score DESC, f.words_place NULLS LAST, f.id DESC
        """;

    public Task<IReadOnlyList<HybridPost>> FusedAsync(PostQuery query, string model, float[] vector, Fusion fusion, CancellationToken ct)
    {
        const string sql = $"""
            WITH {Words}, meaning AS (
                SELECT m.id, m.similarity, row_number() OVER (ORDER BY m.similarity DESC, m.id DESC)::integer AS place
                FROM app.posts_by_meaning(
                    @model, @vector, app.current_tags(@AllTags), app.current_tags(@AnyTags), @Author, @From, @To, @Language,
                    @Metadata::jsonb, NULL, @Effort, @Depth) AS m
                WHERE m.similarity >= @SimilarityMin
            ), fused AS (
                SELECT coalesce(w.id, m.id) AS id,
                       coalesce(@WordsWeight / (@K + w.place), 0) + coalesce(@MeaningWeight / (@K + m.place), 0) AS score,
                       w.place AS words_place, w.rank AS words_score, m.place AS meaning_place, m.similarity AS meaning_score
                FROM words AS w
                FULL JOIN meaning AS m ON m.id = w.id
                ORDER BY score DESC, words_place NULLS LAST, id DESC
                LIMIT @Limit
            )
            {Shown}
            """;
        return FoundAsync(sql, query, model, vector, fusion, ct);
    }

    public Task<IReadOnlyList<HybridPost>> ByWordsAsync(PostQuery query, Fusion fusion, CancellationToken ct)
    {
        const string sql = $"""
            WITH {Words}, fused AS (
                SELECT w.id, @WordsWeight / (@K + w.place) AS score, w.place AS words_place, w.rank AS words_score,
                       NULL::integer AS meaning_place, NULL::real AS meaning_score
                FROM words AS w
                ORDER BY score DESC, w.id DESC
                LIMIT @Limit
            )
            {Shown}
            """;
        return FoundAsync(sql, query, "", [], fusion, ct);
    }

    public async Task<IReadOnlyList<SimilarPost>?> SimilarAsync(Guid postId, int limit, CancellationToken ct)
    {
        const string sql = $"""
            SELECT f.id AS found, f.similarity, {PostSql.Summary}
            FROM app.posts AS source
            LEFT JOIN LATERAL app.similar_posts(source.id, @limit) AS f ON true
            LEFT JOIN app.posts AS p ON p.id = f.id
            {PostSql.CountersAndAuthor}
            WHERE source.id = @postId
              AND source.deleted_at IS NULL
            ORDER BY f.similarity DESC, f.id DESC
            """;
        var rows = await db.QueryOfAsync<SimilarRow>(sql, new { postId, limit }, ct);
        return rows is null ? null : [.. rows.Select(row => new SimilarPost(row.ToSummary(), row.Similarity))];
    }

    private async Task<IReadOnlyList<HybridPost>> FoundAsync(
        string sql, PostQuery query, string model, float[] vector, Fusion fusion, CancellationToken ct)
    {
        var rows = await db.QueryAsync<HybridRow>(
            sql,
            new
            {
                query.Term,
                AllTags = query.Tags?.All,
                AnyTags = query.Tags?.Any,
                query.Author,
                query.From,
                query.To,
                query.Language,
                query.Metadata,
                model,
                vector,
                fusion.K,
                fusion.WordsWeight,
                fusion.MeaningWeight,
                fusion.SimilarityMin,
                fusion.Effort,
                fusion.Depth,
                fusion.Limit,
            },
            ct);
        return [.. rows.Select(row => row.ToHybrid())];
    }
}
