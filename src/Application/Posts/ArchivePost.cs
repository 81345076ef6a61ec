using Agora.Application.Common;
using Agora.Domain.Common;

namespace Agora.Application.Posts;

/// <summary>Takes a published post out of every list without deleting it.</summary>
/// <param name="Version">The version that the caller read, or null for any.</param>
public sealed record ArchivePost(Guid PostId, int? Version) : ICommand<PostView>;

public sealed class ArchivePostHandler(IPostRepository posts, ActorContext context) : ICommandHandler<ArchivePost, PostView>
{
    public async Task<Result<PostView>> Handle(ArchivePost command, CancellationToken ct) =>
        await ContentAccess.Posts.ToEdit(await posts.LoadAsync(command.PostId, ct), context)
            .Then(post => post.Archive())
            .ThenAsync(post => posts.SaveAsync(post, command.Version, ct));
}
