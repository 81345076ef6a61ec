using Agora.Application.Common;
using Agora.Domain.Common;

namespace Agora.Application.Trash;

/// <summary>
/// Takes for good what has been in the trash for its time. Answers how many posts and comments it deleted, or
/// how many likes and other rows of theirs, which go first; zero when done.
/// </summary>
public sealed record PurgeTrash : ICommand<int>, IRunsAsSystem
{
    /// <summary>In one transaction: other writers under the same posts wait for it.</summary>
    public const int BatchMax = 200;
}

public sealed class PurgeTrashHandler(ITrashRepository trash, TrashSettings settings) : ICommandHandler<PurgeTrash, int>
{
    public async Task<Result<int>> Handle(PurgeTrash command, CancellationToken ct) =>
        await trash.PurgeAsync(settings.Kept, PurgeTrash.BatchMax, ct);
}
