using Agora.Application.Batches;
using Agora.Infrastructure.Database;

namespace Agora.Infrastructure.Batches;

internal sealed class BatchLocks(DbSession db) : IBatchLocks
{
    public Task LockAsync(BatchTargets targets, CancellationToken ct)
    {
        const string sql =
            "SELECT app.lock_batch(@People, @Tags, @ReplacedTags, @Media, @Posts, @CommentedPosts, @Comments, @Cases)";

        var names = new
        {
            People = targets.People.ToArray(),
            Tags = targets.Tags.ToArray(),
            ReplacedTags = targets.ReplacedTags.ToArray(),
            Media = targets.Media.ToArray(),
            Posts = targets.Posts.ToArray(),
            CommentedPosts = targets.CommentedPosts.ToArray(),
            Comments = targets.Comments.ToArray(),
            Cases = targets.Cases.ToArray(),
        };
        return db.ExecuteAsync(sql, names, ct);
    }
}
