using Agora.Application.Common;
using Agora.Domain.Common;

namespace Agora.Application.Posts;

/// <summary>Takes a published post out of every list without deleting it.</summary>
public sealed record ArchivePost(Guid PostId) : ICommand<PostView>;

public sealed class ArchivePostHandler(IPostRepository posts, ActorContext context) : ICommandHandler<ArchivePost, PostView>
{
    public async Task<Result<PostView>> Handle(ArchivePost command, CancellationToken ct)
    {
        var access = PostAccess.ToEdit(await posts.FindAsync(command.PostId, ct), context.Actor);
        return access.IsSuccess ? await posts.MoveAsync(access.Value, access.Value.State.Archive(), ct) : access.Error;
    }
}
