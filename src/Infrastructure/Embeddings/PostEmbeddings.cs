using Agora.Application.Embeddings;
using Agora.Domain.Embeddings;
using Agora.Infrastructure.Database;

namespace Agora.Infrastructure.Embeddings;

// Vectors travel as arrays of real, which every connection knows, and are cast by the server: pgvector may arrive while the host runs.
internal sealed class PostEmbeddings(DbSession db, CurrentModelCache cache) : IPostEmbeddings
{
    public Task<CurrentModel> CurrentAsync(CancellationToken ct) => cache.GetAsync(
        async token => await db.QueryAsync<ModelName>("SELECT name FROM app.current_embedding_model()", null, token) is [var row]
            ? new CurrentModel(IsInstalled: true, row.Name)
            : new CurrentModel(IsInstalled: false, null),
        ct);

    public async Task AddModelAsync(string name, CancellationToken ct)
    {
        const string sql = """
            INSERT INTO app.embedding_models (name, is_current)
            VALUES (@name, NOT EXISTS (SELECT FROM app.embedding_models AS m WHERE m.is_current))
            ON CONFLICT (name) DO NOTHING
            """;
        await db.ExecuteAsync(sql, new { name }, ct);
        cache.Forget();
    }

    public Task<IReadOnlyList<StoredModel>> ModelsAsync(CancellationToken ct) => db.QueryAsync<StoredModel>(
        """
        SELECT m.id, m.name, m.is_current, m.queued_all_at IS NOT NULL AS is_queued
        FROM app.embedding_models AS m
        ORDER BY m.id
        """,
        null,
        ct);

    public Task<int> QueueAsync(long modelId, int limit, CancellationToken ct)
    {
        // Transactions that began before the model write posts that their triggers do not queue, so that the search for them waits; not
        // for those of another server whose numbers came with a backup.
        const string sql = """
            WITH model AS (
                SELECT m.id, m.queued_through
                FROM app.embedding_models AS m
                WHERE m.id = @modelId
                  AND m.queued_all_at IS NULL
                  AND (m.created_xid < pg_snapshot_xmin(pg_current_snapshot()) OR m.created_at < now() - interval '1 hour')
                FOR UPDATE SKIP LOCKED
            ), next AS (
                SELECT p.id, app.post_is_public(p.status, p.deleted_at) AS is_public
                FROM app.posts AS p
                WHERE p.id > (SELECT m.queued_through FROM model AS m)
                ORDER BY p.id
                LIMIT @limit
            ), queued AS (
                INSERT INTO app.embedding_queue (post_id, model_id)
                SELECT n.id, @modelId FROM next AS n WHERE n.is_public
                ON CONFLICT DO NOTHING
            ), moved AS (
                UPDATE app.embedding_models AS m
                SET queued_through = coalesce((SELECT n.id FROM next AS n ORDER BY n.id DESC LIMIT 1), m.queued_through),
                    queued_all_at = CASE WHEN (SELECT count(*) FROM next) < @limit THEN now() END
                WHERE m.id IN (SELECT o.id FROM model AS o)
            )
            SELECT count(*)::integer FROM next
            """;
        return db.ScalarAsync<int>(sql, new { modelId, limit }, ct);
    }

    public Task<IReadOnlyList<ClaimedPost>> ClaimAsync(IReadOnlyList<string> models, int limit, TimeSpan lease, CancellationToken ct)
    {
        const string sql = """
            WITH due AS (
                SELECT c.post_id, c.model_id, m.name AS model
                FROM app.embedding_queue AS c
                LEFT JOIN app.embedding_models AS m ON m.id = c.model_id
                WHERE c.due_at <= now()
                  AND (m.id IS NULL OR m.name = ANY (@models))
                ORDER BY c.due_at
                LIMIT @limit
                FOR UPDATE OF c SKIP LOCKED
            ), claimed AS (
                UPDATE app.embedding_queue AS q
                SET due_at = now() + @lease
                FROM due AS d
                WHERE q.post_id = d.post_id
                  AND q.model_id = d.model_id
                RETURNING q.post_id, q.model_id, q.edition, d.model
            )
            SELECT c.post_id, c.model_id, c.edition, c.model, p.title, p.body
            FROM claimed AS c
            LEFT JOIN app.posts AS p ON p.id = c.post_id AND app.post_is_public(p.status, p.deleted_at)
            """;
        return db.QueryAsync<ClaimedPost>(sql, new { models, limit, lease }, ct);
    }

    public Task SaveAsync(IReadOnlyList<EmbeddedPost> posts, CancellationToken ct)
    {
        // The entry of a post that was written since the claim stays, and keeps its lease: released below.
        const string sql = """
            WITH embedded AS (
                SELECT e.post_id, e.model_id, e.edition, e.chunks
                FROM unnest(@posts::uuid[], @models::bigint[], @editions::integer[], @counts::integer[])
                    AS e (post_id, model_id, edition, chunks)
            ), written AS (
                UPDATE app.embedding_queue AS q
                SET due_at = now()
                FROM embedded AS e
                WHERE q.post_id = e.post_id AND q.model_id = e.model_id AND q.edition <> e.edition
            ), ended AS (
                DELETE FROM app.embedding_queue AS q
                USING embedded AS e
                WHERE q.post_id = e.post_id AND q.model_id = e.model_id AND q.edition = e.edition
                RETURNING e.post_id, e.model_id, e.chunks
            ), removed AS (
                DELETE FROM app.post_embeddings AS o
                USING ended AS e
                WHERE o.post_id = e.post_id AND o.model_id = e.model_id AND o.chunk >= e.chunks
            )
            INSERT INTO app.post_embeddings AS o (model_id, post_id, chunk, embedding)
            SELECT c.model_id, c.post_id, c.chunk, (@vectors::real[])[c.place * @dimensions + 1 : (c.place + 1) * @dimensions]::public.halfvec
            FROM unnest(@chunkPosts::uuid[], @chunkModels::bigint[], @chunks::integer[]) WITH ORDINALITY
                AS v (post_id, model_id, chunk, number)
            CROSS JOIN LATERAL (SELECT v.post_id, v.model_id, v.chunk, v.number::integer - 1 AS place) AS c
            JOIN ended AS e ON e.post_id = c.post_id AND e.model_id = c.model_id
            ON CONFLICT (model_id, post_id, chunk) DO UPDATE SET embedding = EXCLUDED.embedding
            """;
        var chunks = posts.SelectMany(post => post.Vectors.Select((vector, chunk) => (post.Claimed, Chunk: chunk, Vector: vector)))
            .ToList();
        var vectors = new float[chunks.Count * UnitVector.Dimensions];
        for (var i = 0; i < chunks.Count; i++)
        {
            chunks[i].Vector.CopyTo(vectors, i * UnitVector.Dimensions);
        }

        return db.ExecuteAsync(
            sql,
            new
            {
                posts = posts.Select(post => post.Claimed.PostId).ToArray(),
                models = posts.Select(post => post.Claimed.ModelId).ToArray(),
                editions = posts.Select(post => post.Claimed.Edition).ToArray(),
                counts = posts.Select(post => post.Vectors.Count).ToArray(),
                chunkPosts = chunks.Select(chunk => chunk.Claimed.PostId).ToArray(),
                chunkModels = chunks.Select(chunk => chunk.Claimed.ModelId).ToArray(),
                chunks = chunks.Select(chunk => chunk.Chunk).ToArray(),
                vectors,
                dimensions = UnitVector.Dimensions,
            },
            ct);
    }

    public Task ReleaseAsync(IReadOnlyList<ClaimedPost> posts, CancellationToken ct)
    {
        const string sql = """
            UPDATE app.embedding_queue AS q
            SET due_at = now()
            FROM unnest(@posts::uuid[], @models::bigint[]) AS r (post_id, model_id)
            WHERE q.post_id = r.post_id
              AND q.model_id = r.model_id
              AND q.due_at < 'infinity'
            """;
        return db.ExecuteAsync(
            sql,
            new { posts = posts.Select(post => post.PostId).ToArray(), models = posts.Select(post => post.ModelId).ToArray() },
            ct);
    }

    public Task RefuseAsync(ClaimedPost post, string error, CancellationToken ct)
    {
        const string sql = """
            WITH refused AS (
                UPDATE app.embedding_queue AS q
                SET due_at = CASE WHEN q.edition = @Edition THEN 'infinity' ELSE now() END,
                    attempts = q.attempts + 1,
                    error = left(@error, 200)
                WHERE q.post_id = @PostId
                  AND q.model_id = @ModelId
                RETURNING q.post_id, q.model_id
            )
            DELETE FROM app.post_embeddings AS o
            USING refused AS r
            WHERE o.post_id = r.post_id
              AND o.model_id = r.model_id
            """;
        return db.ExecuteAsync(sql, new { post.PostId, post.ModelId, post.Edition, error }, ct);
    }

    public async Task<int> SettleAsync(long modelId, int limit, CancellationToken ct)
    {
        var changed = await db.ScalarAsync<int>("SELECT app.settle_embedding_model(@modelId, @limit)", new { modelId, limit }, ct);
        if (changed > 0)
        {
            cache.Forget();
        }

        return changed;
    }

    public Task<EmbeddingStatus> StatusAsync(CancellationToken ct)
    {
        const string sql = """
            SELECT (SELECT m.name FROM app.embedding_models AS m WHERE m.is_current) AS model,
                   (SELECT m.name FROM app.embedding_models AS m WHERE NOT m.is_current ORDER BY m.id DESC LIMIT 1) AS next,
                   (SELECT count(*) FROM app.embedding_queue AS q WHERE q.due_at < 'infinity') AS waiting,
                   (SELECT count(*) FROM app.embedding_queue AS q WHERE q.due_at = 'infinity') AS refused
            """;
        return db.ScalarAsync<EmbeddingStatus>(sql, null, ct);
    }

    private sealed record ModelName(string? Name);
}
