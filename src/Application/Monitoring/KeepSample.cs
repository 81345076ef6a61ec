using Agora.Application.Common;
using Agora.Domain.Common;

namespace Agora.Application.Monitoring;

/// <summary>Stores a sample, and deletes some of those whose time is over.</summary>
public sealed record KeepSample(OverviewSample Sample) : ICommand<Done>, IRunsAsSystem
{
    /// <summary>More than one a minute, so that what is over goes.</summary>
    public const int PurgeMax = 100;
}

public sealed class KeepSampleHandler(ISampleRepository samples, MonitoringSettings settings) : ICommandHandler<KeepSample, Done>
{
    public async Task<Result<Done>> Handle(KeepSample command, CancellationToken ct)
    {
        await samples.AddAsync(command.Sample, ct);
        await samples.PurgeAsync(command.Sample.At - TimeSpan.FromDays(settings.KeepDays), KeepSample.PurgeMax, ct);
        return default(Done);
    }
}
