using Agora.Application.Common;
using Agora.Domain.Common;

namespace Agora.Application.Posts;

/// <summary>Takes a post out of the trash, in the status that it had.</summary>
/// <param name="Version">The version that the caller read, or null for any.</param>
public sealed record RestorePost(Guid PostId, int? Version) : ICommand<PostView>;

public sealed class RestorePostHandler(IPostRepository posts, ActorContext context) : ICommandHandler<RestorePost, PostView>
{
    public async Task<Result<PostView>> Handle(RestorePost command, CancellationToken ct) =>
        await ContentAccess.Posts.ToRemove(await posts.LoadAsync(command.PostId, ct), context)
            .Then(access => access.Content.Restore(access.By))
            .ThenAsync(post => posts.SaveAsync(post, command.Version, ct));
}
