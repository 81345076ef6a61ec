using Agora.Application.Common;
using Agora.Domain.Common;

namespace Agora.Application.Posts;

/// <summary>Puts a post into the trash.</summary>
/// <param name="Version">The version that the caller read, or null for whatever there is.</param>
public sealed record DeletePost(Guid PostId, int? Version) : ICommand<PostView>;

public sealed class DeletePostHandler(IPostRepository posts, ActorContext context, TimeProvider clock)
    : ICommandHandler<DeletePost, PostView>
{
    public async Task<Result<PostView>> Handle(DeletePost command, CancellationToken ct)
    {
        var access = PostAccess.ToRemove(await posts.FindAsync(command.PostId, ct), context);
        if (!access.IsSuccess)
        {
            return access.Error;
        }

        var (post, by) = access.Value;
        return await posts.MoveAsync(post, command.Version, post.State.Delete(by, clock.GetUtcNow()), ct);
    }
}
