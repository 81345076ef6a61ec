using Agora.Application.Common;
using Agora.Domain.Common;
using Agora.Domain.Posts;

namespace Agora.Application.Media;

/// <summary>The files that a post shows.</summary>
public sealed record ListPostMedia(Guid PostId) : IQuery<PostMedia>;

public sealed class ListPostMediaHandler(IPostMediaRepository media) : IQueryHandler<ListPostMedia, PostMedia>
{
    public async Task<Result<PostMedia>> Handle(ListPostMedia query, CancellationToken ct) =>
        await media.FindAsync(query.PostId, ct) is { } shown ? new PostMedia(shown) : PostErrors.NotFound;
}
