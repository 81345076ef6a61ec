using Agora.Application.Posts;
using Agora.Domain.Posts;
using Agora.Infrastructure.Database;
using Npgsql;

namespace Agora.Infrastructure.Posts;

// The author is read by a LATERAL with a limit everywhere: app.members is a barrier, and a plain join with it reads every
// account instead of using the key.
internal sealed class PostRepository(DbSession db) : IPostRepository
{
    // What each post was made from: where it stood, which a step expects to find, and the answer to a step that changes nothing.
    private readonly Dictionary<Post, PostRow> loaded = [];

    public async Task<PostView?> FindAsync(Guid postId, CancellationToken ct) => (await FindRowAsync(postId, ct))?.ToView();

    public async Task<PostView?> FindWithMediaAsync(Guid postId, CancellationToken ct)
    {
        const string sql = $"""
            SELECT app.files_of_post(p.id) AS media,
                   {PostSql.Whole}, {PostSql.Counters}
            FROM app.posts AS p
            {PostSql.CountersAndAuthor}
            WHERE p.id = @postId
              AND p.deleted_by IS DISTINCT FROM 'retention'
            """;

        return (await db.FindAsync<PostWithMediaRow>(sql, new { postId }, ct))?.ToViewWithMedia();
    }

    public async Task<Post?> LoadAsync(Guid postId, CancellationToken ct)
    {
        if (await FindRowAsync(postId, ct) is not { } row)
        {
            return null;
        }

        var post = row.ToPost();
        loaded.Add(post, row);
        return post;
    }

    public Task<SavedPost> TryAddAsync(Post post, CancellationToken ct)
    {
        const string sql = $"""
            WITH saved AS (
                INSERT INTO app.posts (id, author_id, title, body, language, status, published_at, tags, metadata, created_at)
                VALUES (@Id, @AuthorId, @Title, @Body, @Language, @Status, @PublishedAt, @Tags, @Metadata::jsonb, @CreatedAt)
                RETURNING *
            )
            SELECT {PostSql.Whole}, 0::bigint AS view_count, 0 AS comment_count, 0 AS like_count, NULL::timestamptz AS last_comment_at
            FROM saved AS p
            {PostSql.Author}
            """;

        var row = new
        {
            post.Id,
            post.AuthorId,
            post.Text.Title,
            post.Text.Body,
            post.Text.Language,
            Status = Stored.Name(post.Status),
            post.PublishedAt,
            Tags = Names(post.Text.Tags),
            Metadata = post.Text.Metadata.Json,
            post.CreatedAt,
        };
        return WriteAsync(sql, row, ct);
    }

    public async Task<SavedPost> TrySaveAsync(Post post, int? version, CancellationToken ct)
    {
        if (version is not null && version != post.Version)
        {
            return new SavedPost(SavePostOutcome.Missing, null);
        }

        var row = loaded[post];
        var hasMoved = post.Status != row.Status || post.Deletion?.By != row.DeletedBy;
        return (post.IsEdited, hasMoved) switch
        {
            (true, false) => await WriteTextAsync(post, version, ct),
            (false, true) => await WriteStateAsync(post, row, version, ct),
            (false, false) => Saved(row),
            (true, true) => throw new InvalidOperationException("A use case edits a post or moves it."),
        };
    }

    public Task RecordViewsAsync(IReadOnlyList<SeenPost> views, TimeSpan window, CancellationToken ct)
    {
        const string sql = "SELECT app.record_views(@posts, @readers, @signedIn, @seen, make_interval(secs => @TotalSeconds))";

        var parameters = new
        {
            posts = views.Select(v => v.PostId).ToArray(),
            readers = views.Select(v => v.Reader).ToArray(),
            signedIn = views.Select(v => v.SignedIn).ToArray(),
            seen = views.Select(v => v.At.UtcDateTime).ToArray(),
            window.TotalSeconds,
        };
        return db.ExecuteAsync(sql, parameters, ct);
    }

    private Task<PostRow?> FindRowAsync(Guid postId, CancellationToken ct)
    {
        const string sql = $"""
            SELECT {PostSql.Whole}, {PostSql.Counters}
            FROM app.posts AS p
            {PostSql.CountersAndAuthor}
            WHERE p.id = @postId
              AND p.deleted_by IS DISTINCT FROM 'retention'
            """;

        return db.FindAsync<PostRow>(sql, new { postId }, ct);
    }

    private Task<SavedPost> WriteTextAsync(Post post, int? version, CancellationToken ct)
    {
        const string sql = $"""
            WITH saved AS (
                UPDATE app.posts
                SET title = @Title,
                    body = @Body,
                    language = @Language,
                    tags = @Tags,
                    metadata = @Metadata::jsonb
                WHERE id = @Id
                  AND version = @version
                  AND deleted_at IS NULL
                  AND (SELECT app.share_tags(@Tags))
                RETURNING *
            )
            SELECT {PostSql.Whole}, {PostSql.Counters},
                   CASE WHEN p.status = 'hidden' THEN app.review_of(p.id, NULL) END AS review
            FROM saved AS p
            {PostSql.CountersAndAuthor}
            """;

        var row = new
        {
            post.Id,
            version,
            post.Text.Title,
            post.Text.Body,
            post.Text.Language,
            Tags = Names(post.Text.Tags),
            Metadata = post.Text.Metadata.Json,
        };
        return WriteAsync(sql, row, ct);
    }

    private Task<SavedPost> WriteStateAsync(Post post, PostRow loaded, int? version, CancellationToken ct)
    {
        const string sql = $"""
            WITH saved AS (
                UPDATE app.posts
                SET status = @Status,
                    published_at = @PublishedAt,
                    deleted_at = @DeletedAt,
                    deleted_by = @DeletedBy
                WHERE id = @Id
                  AND (@version::integer IS NULL OR version = @version)
                  AND status = @LoadedStatus
                  AND deleted_by IS NOT DISTINCT FROM @LoadedDeletedBy
                RETURNING *
            )
            SELECT {PostSql.Whole}, {PostSql.Counters}
            FROM saved AS p
            {PostSql.CountersAndAuthor}
            """;

        var row = new
        {
            post.Id,
            version,
            LoadedStatus = Stored.Name(loaded.Status),
            LoadedDeletedBy = Stored.Name(loaded.DeletedBy),
            Status = Stored.Name(post.Status),
            post.PublishedAt,
            DeletedAt = post.Deletion?.At,
            DeletedBy = Stored.Name(post.Deletion?.By),
        };
        return WriteAsync(sql, row, ct);
    }

    // What the two checks need is beyond this process: Unicode composition, and how long JSON is once it is stored.
    private async Task<SavedPost> WriteAsync(string sql, object row, CancellationToken ct)
    {
        try
        {
            var saved = await db.FindAsync<PostRow>(sql, row, ct);
            return saved is null ? new SavedPost(SavePostOutcome.Missing, null) : Saved(saved);
        }
        catch (PostgresException refused)
            when (refused is { SqlState: PostgresErrorCodes.CheckViolation, ConstraintName: "posts_tags_check" })
        {
            return new SavedPost(SavePostOutcome.TagsRefused, null);
        }
        catch (PostgresException refused)
            when (refused is { SqlState: PostgresErrorCodes.CheckViolation, ConstraintName: "posts_metadata_check" })
        {
            return new SavedPost(SavePostOutcome.MetadataRefused, null);
        }
    }

    private static SavedPost Saved(PostRow row) => new(SavePostOutcome.Saved, row.ToView());

    private static string[] Names(IReadOnlyList<TagName> tags) => [.. tags.Select(t => t.Value)];
}
