using Agora.Application.Common;
using Agora.Domain.Common;

namespace Agora.Application.Posts;

/// <summary>Shows a post to everyone.</summary>
/// <param name="Version">The version that the caller read, or null for any.</param>
public sealed record PublishPost(Guid PostId, int? Version) : ICommand<PostView>;

public sealed class PublishPostHandler(IPostRepository posts, ActorContext context, TimeProvider clock)
    : ICommandHandler<PublishPost, PostView>
{
    public async Task<Result<PostView>> Handle(PublishPost command, CancellationToken ct) =>
        await ContentAccess.Posts.ToEdit(await posts.LoadAsync(command.PostId, ct), context)
            .Then(post => post.Publish(clock.GetUtcNow()))
            .ThenAsync(post => posts.SaveAsync(post, command.Version, ct));
}
