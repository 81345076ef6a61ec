using System.Globalization;
using Agora.Application.Jobs;
using Agora.Application.Monitoring.Doctor;
using Agora.Domain.Common;

namespace Agora.Infrastructure.Monitoring.Doctor;

internal sealed class JobCheck(IJobRepository jobs, IJobSteering steering, JobKinds kinds) : IDoctorCheck
{
    public string Name => "jobs";

    public CheckNeeds Needs => CheckNeeds.Database;

    public async Task<Result<CheckOutcome>> RunAsync(CancellationToken ct)
    {
        var findings = new List<Finding>();
        if (await jobs.OldestDueAsync([.. kinds.Claimable.Select(kind => kind.Name)], ct) is { IsDelayed: true } oldest)
        {
            findings.Add(Finding.Warning(
                "jobs.delayed",
                oldest.Kind,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"A job {oldest.Kind} is due for {oldest.Delay.TotalMinutes:0} minutes: no worker runs it, or too few do."),
                "Start agora worker, or raise Jobs:Workers."));
        }

        foreach (var kind in await steering.CountAsync(ct))
        {
            if (kind.Jobs.Failed > 0)
            {
                findings.Add(Finding.Warning(
                    "jobs.failed",
                    kind.Kind,
                    string.Create(CultureInfo.InvariantCulture, $"{kind.Jobs.Failed} jobs {kind.Kind} have failed."),
                    $"agora jobs list --state failed --kind {kind.Kind} says why; then agora jobs retry ID or agora jobs cancel ID."));
            }
        }

        return new CheckOutcome(findings);
    }
}
