using Agora.Application.Common;
using Agora.Domain.Common;

namespace Agora.Application.Posts.Import;

/// <summary>Whether the database holds any post, drafts and deleted ones included.</summary>
public sealed record HasPosts : IQuery<bool>, IRunsAsSystem;

public sealed class AnyPostHandler(IPostImportStore store) : IQueryHandler<HasPosts, bool>
{
    public async Task<Result<bool>> Handle(HasPosts query, CancellationToken ct) => await store.HasPostsAsync(ct);
}
