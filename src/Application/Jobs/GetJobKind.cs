using Agora.Application.Common;
using Agora.Domain.Common;

namespace Agora.Application.Jobs;

public sealed record GetJobKind(string Kind) : IQuery<JobKindView>;

public sealed class GetJobKindHandler(IJobSteering jobs, JobKinds kinds) : IQueryHandler<GetJobKind, JobKindView>
{
    public Task<Result<JobKindView>> Handle(GetJobKind query, CancellationToken ct) => kinds.Get(query.Kind).ThenAsync<JobKindView>(
        async kind => kind.View((await jobs.KindsAsync([kind.Name], ct))[0]));
}
