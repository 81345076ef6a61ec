using Agora.Application.Monitoring.Doctor;
using Agora.Domain.Common;
using Agora.Infrastructure.Common;
using Agora.Infrastructure.Media;
using Agora.Infrastructure.Monitoring.Doctor;

namespace Agora.Api.Health;

/// <summary>The volumes of readiness, before they make the instance unready.</summary>
internal sealed class DiskCheck(HealthOptions options, MediaVolume media) : IDoctorCheck
{
    public string Name => "volumes of this machine";

    public CheckNeeds Needs => CheckNeeds.None;

    public Task<Result<CheckOutcome>> RunAsync(CancellationToken ct)
    {
        Finding?[] findings =
        [
            VolumeUse.Examine(options.DiskPath ?? Path.GetTempPath(), options.DiskMaxPercent),
            media.Folder is { } folder ? VolumeUse.Examine(DiskUsage.Existing(folder), options.MediaMaxPercent) : null,
        ];
        return Task.FromResult<Result<CheckOutcome>>(new CheckOutcome([.. findings.OfType<Finding>()]));
    }
}
