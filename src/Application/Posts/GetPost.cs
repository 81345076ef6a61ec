using Agora.Application.Common;
using Agora.Application.Texts;
using Agora.Domain.Common;
using Agora.Domain.Posts;

namespace Agora.Application.Posts;

/// <summary>One post. What is in the trash is read from the trash.</summary>
/// <param name="AsHtml">Brings the body as safe HTML as well.</param>
/// <param name="WithMedia">Brings the files that it shows as well.</param>
public sealed record GetPost(Guid PostId, bool AsHtml, bool WithMedia) : IQuery<PostView>;

public sealed class GetPostHandler(IPostRepository posts, IMarkdown markdown) : IQueryHandler<GetPost, PostView>
{
    public async Task<Result<PostView>> Handle(GetPost query, CancellationToken ct)
    {
        var found = query.WithMedia ? await posts.FindWithMediaAsync(query.PostId, ct) : await posts.FindAsync(query.PostId, ct);
        if (found is not { } post)
        {
            return PostErrors.NotFound;
        }

        if (post.DeletedAt is not null)
        {
            return PostErrors.InTrash;
        }

        return query.AsHtml ? post with { Html = markdown.ToHtml(post.Body, post.Id) } : post;
    }
}
