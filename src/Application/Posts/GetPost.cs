using Agora.Application.Common;
using Agora.Domain.Common;
using Agora.Domain.Posts;

namespace Agora.Application.Posts;

/// <summary>One post. What is in the trash is read from the trash.</summary>
public sealed record GetPost(Guid PostId) : IQuery<PostView>;

public sealed class GetPostHandler(IPostRepository posts) : IQueryHandler<GetPost, PostView>
{
    public async Task<Result<PostView>> Handle(GetPost query, CancellationToken ct) =>
        await posts.FindAsync(query.PostId, ct) is { DeletedAt: null } post ? post : PostErrors.NotFound;
}
