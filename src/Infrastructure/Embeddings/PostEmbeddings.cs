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
            ON CONFLICT (name) DO UPDATE SET added_at = now()
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
        // Writers that did not see the model yet have older numbers than a transaction that began when it was there; until they have ended,
        // posts may come that nothing queues. The hour is for numbers that came with a backup of another server.
        const string sql = """
            WITH stamped AS (
                UPDATE app.embedding_models AS m
                SET queued_behind = pg_current_xact_id()
                WHERE m.id = @modelId
                  AND m.queued_behind IS NULL
            ), model AS (
                SELECT m.id, m.queued_through
                FROM app.embedding_models AS m
                WHERE m.id = @modelId
                  AND m.queued_all_at IS NULL
                  AND m.queued_behind IS NOT NULL
                  AND (m.queued_behind < pg_snapshot_xmin(pg_current_snapshot()) OR m.added_at < now() - interval '1 hour')
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

    public Task<IReadOnlyList<ClaimedPost>> ClaimAsync(
        IReadOnlyList<string> models, bool hasFailed, int limit, TimeSpan lease, CancellationToken ct)
    {
        const string sql = """
            WITH due AS (
                SELECT c.post_id, c.model_id, m.name AS model
                FROM app.embedding_queue AS c
                LEFT JOIN app.embedding_models AS m ON m.id = c.model_id
                WHERE c.due_at <= now()
                  AND (c.attempts > 2) = @hasFailed
                  AND (m.id IS NULL OR m.name = ANY (@models))
                ORDER BY c.due_at
                LIMIT @limit
                FOR UPDATE OF c SKIP LOCKED
            )
            UPDATE app.embedding_queue AS q
            SET due_at = now() + @lease
            FROM due AS d
            WHERE q.post_id = d.post_id
              AND q.model_id = d.model_id
            RETURNING q.post_id, q.model_id, q.edition, d.model, q.attempts
            """;
        return db.QueryAsync<ClaimedPost>(sql, new { models, hasFailed, limit, lease }, ct);
    }

    public Task<IReadOnlyList<PostToEmbed>> ReadAsync(IReadOnlyList<Guid> postIds, CancellationToken ct)
    {
        const string sql = """
            SELECT p.id, p.title, p.body
            FROM app.posts AS p
            WHERE p.id = ANY (@postIds)
              AND app.post_is_public(p.status, p.deleted_at)
            """;
        return postIds.Count == 0
            ? Task.FromResult<IReadOnlyList<PostToEmbed>>([])
            : db.QueryAsync<PostToEmbed>(sql, new { postIds = postIds.ToArray() }, ct);
    }

    public Task SaveAsync(EmbeddedPost post, CancellationToken ct)
    {
        // The entry of a post that was written since the claim stays, and is due at once.
        const string sql = """
            WITH written AS (
                UPDATE app.embedding_queue AS q
                SET due_at = now()
                WHERE q.post_id = @PostId AND q.model_id = @ModelId AND q.edition <> @Edition
            ), ended AS (
                DELETE FROM app.embedding_queue AS q
                WHERE q.post_id = @PostId AND q.model_id = @ModelId AND q.edition = @Edition
                RETURNING q.post_id
            ), removed AS (
                DELETE FROM app.post_embeddings AS o
                USING ended AS e
                WHERE o.model_id = @ModelId AND o.post_id = e.post_id AND o.chunk >= @chunks
            )
            INSERT INTO app.post_embeddings AS o (model_id, post_id, chunk, embedding)
            SELECT @ModelId, e.post_id, c.chunk, (@vectors::real[])[c.chunk * @dimensions + 1 : (c.chunk + 1) * @dimensions]::public.halfvec
            FROM ended AS e
            CROSS JOIN generate_series(0, @chunks - 1) AS c (chunk)
            ON CONFLICT (model_id, post_id, chunk) DO UPDATE SET embedding = EXCLUDED.embedding
            """;
        var vectors = new float[post.Vectors.Count * UnitVector.Dimensions];
        for (var i = 0; i < post.Vectors.Count; i++)
        {
            post.Vectors[i].CopyTo(vectors, i * UnitVector.Dimensions);
        }

        var (postId, modelId, edition, _, _) = post.Claimed;
        return db.ExecuteAsync(
            sql,
            new
            {
                PostId = postId,
                ModelId = modelId,
                Edition = edition,
                chunks = post.Vectors.Count,
                vectors,
                dimensions = UnitVector.Dimensions,
            },
            ct);
    }

    public Task ReleaseAsync(IReadOnlyList<ClaimedPost> posts, bool hasFailed, CancellationToken ct)
    {
        // After 5, 10, 20 seconds, and so on up to an hour and a half.
        const string sql = """
            UPDATE app.embedding_queue AS q
            SET due_at = CASE WHEN @hasFailed THEN now() + interval '5 seconds' * power(2, least(q.attempts, 10)) ELSE now() END,
                attempts = q.attempts + @hasFailed::integer
            FROM unnest(@posts::uuid[], @models::bigint[], @editions::uuid[]) AS r (post_id, model_id, edition)
            WHERE q.post_id = r.post_id
              AND q.model_id = r.model_id
              AND q.edition = r.edition
              AND q.due_at < 'infinity'
            """;
        return db.ExecuteAsync(
            sql,
            new
            {
                hasFailed,
                posts = posts.Select(post => post.PostId).ToArray(),
                models = posts.Select(post => post.ModelId).ToArray(),
                editions = posts.Select(post => post.Edition).ToArray(),
            },
            ct);
    }

    public Task RefuseAsync(ClaimedPost post, string error, CancellationToken ct)
    {
        const string sql = """
            WITH refused AS (
                UPDATE app.embedding_queue AS q
                SET due_at = 'infinity',
                    attempts = q.attempts + 1,
                    error = left(@error, 200)
                WHERE q.post_id = @PostId
                  AND q.model_id = @ModelId
                  AND q.edition = @Edition
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
