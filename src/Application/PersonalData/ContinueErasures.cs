using Agora.Application.Common;
using Agora.Domain.Common;
using Agora.Domain.PersonalData;

namespace Agora.Application.PersonalData;

/// <summary>
/// Continues erasures that are not finished: of those who wrote much, of a request that was interrupted, and once more of everyone
/// who was erased a moment ago. Answers how many likes, notifications, deliveries of webhooks, posts and comments it took; zero says that
/// none is left.
/// </summary>
public sealed record ContinueErasures : ICommand<int>, IRunsAsSystem, IOwnsTransaction;

public sealed class ContinueErasuresHandler(IErasureRepository erasures, IUnitOfWork unitOfWork) : ICommandHandler<ContinueErasures, int>
{
    private const int PeopleMax = 100;

    public async Task<Result<int>> Handle(ContinueErasures command, CancellationToken ct)
    {
        var done = 0;
        foreach (var userId in await erasures.UnfinishedAsync(PeopleMax, ct))
        {
            done += await unitOfWork.ExecuteAsync(
                t => erasures.ContinueAsync(userId, Erasure.BatchMax, t), static _ => true, ct);
        }

        return done;
    }
}
