using Agora.Application.Common;
using Agora.Domain.Common;

namespace Agora.Application.Monitoring;

/// <summary>The samples that were stored since a time, oldest first. For hosts that start.</summary>
public sealed record ListSamples(DateTimeOffset Since) : IQuery<SampleList>, IRunsAsSystem;

public sealed record SampleList(IReadOnlyList<OverviewSample> Items);

public sealed class ListSamplesHandler(ISampleRepository samples) : IQueryHandler<ListSamples, SampleList>
{
    public async Task<Result<SampleList>> Handle(ListSamples query, CancellationToken ct) =>
        new SampleList(await samples.ListAsync(query.Since, ct));
}
