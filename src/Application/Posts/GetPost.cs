using Agora.Application.Common;
using Agora.Application.Texts;
using Agora.Domain.Common;
using Agora.Domain.Posts;

namespace Agora.Application.Posts;

/// <summary>One post. What is in the trash is read from the trash. A read by another than its author counts as a view.</summary>
/// <param name="AsHtml">Brings the body as safe HTML as well.</param>
/// <param name="WithMedia">Brings the files that it shows as well.</param>
public sealed record GetPost(Guid PostId, bool AsHtml, bool WithMedia) : IQuery<PostView>
{
    /// <summary>
    /// Whether the reader has this representation already, and was counted when they got it. Null where no person reads, such as when
    /// an edit looks up the current version.
    /// </summary>
    public Func<PostView, bool>? IsKnown { get; init; }
}

public sealed class GetPostHandler(
    IPostRepository posts, IMarkdown markdown, PostViewBuffer views, IReaderPseudonyms visitors, ActorContext context, TimeProvider clock)
    : IQueryHandler<GetPost, PostView>
{
    public async Task<Result<PostView>> Handle(GetPost query, CancellationToken ct)
    {
        var found = query.WithMedia ? await posts.FindWithMediaAsync(query.PostId, ct) : await posts.FindAsync(query.PostId, ct);
        if (found is not { } post)
        {
            return PostErrors.NotFound;
        }

        if (Post.RefuseInTrash(post.DeletedAt) is { } refusal)
        {
            return refusal;
        }

        if (query.IsKnown?.Invoke(post) == false)
        {
            views.Record(post, context.Actor, visitors.NameOf(context.Request?.Address), clock.GetUtcNow());
        }

        return query.AsHtml ? post with { Html = markdown.ToHtml(post.Body, post.Id) } : post;
    }
}
