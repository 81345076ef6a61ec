using Agora.Application.Common;
using Agora.Domain.Common;

namespace Agora.Application.Posts;

/// <summary>Puts a post into the trash.</summary>
/// <param name="Version">The version that the caller read, or null for any.</param>
public sealed record DeletePost(Guid PostId, int? Version) : ICommand<PostView>;

public sealed class DeletePostHandler(IPostRepository posts, ActorContext context, TimeProvider clock)
    : ICommandHandler<DeletePost, PostView>
{
    public async Task<Result<PostView>> Handle(DeletePost command, CancellationToken ct) =>
        await ContentAccess.Posts.ToRemove(await posts.LoadAsync(command.PostId, ct), context)
            .Then(access => access.Content.Delete(access.By, clock.GetUtcNow()))
            .ThenAsync(post => posts.SaveAsync(post, command.Version, ct));
}
