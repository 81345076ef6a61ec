using Agora.Application.Common;
using Agora.Domain.Common;

namespace Agora.Application.Posts.Import;

/// <summary>Whether the database holds any post, drafts and deleted ones included.</summary>
public sealed record AnyPost : IQuery<bool>, IRunsAsSystem;

public sealed class AnyPostHandler(IPostImportStore store) : IQueryHandler<AnyPost, bool>
{
    public async Task<Result<bool>> Handle(AnyPost query, CancellationToken ct) => await store.AnyPostAsync(ct);
}
