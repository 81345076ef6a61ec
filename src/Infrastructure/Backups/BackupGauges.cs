using System.Diagnostics.Metrics;
using Agora.Application.Backups;
using Agora.Infrastructure.Common;
using Agora.Infrastructure.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Agora.Infrastructure.Backups;

/// <summary>
/// How old the newest backup is, and the newest one that a drill restored, from the reports of a minute ago. Without a backup there is no
/// value; while none was proven, the age of the first.
/// </summary>
internal sealed partial class BackupGauges(IServiceScopeFactory scopes, TimeProvider clock, ILogger<BackupGauges> log)
    : PeriodicBackgroundService(scopes, clock), IGaugeSource
{
    private readonly TimeProvider clock = clock;
    private LastBackups? last;

    protected override TimeSpan Interval => TimeSpan.FromMinutes(1);

    protected override bool BeginsAtStart => true;

    public void AddTo(Meter meter)
    {
        meter.CreateObservableGauge(
            "agora.backup.age", () => Age(Volatile.Read(ref last)?.BackupAt), "s", "Age of the newest backup.");
        meter.CreateObservableGauge(
            "agora.backup.proven.age",
            () => Age(Volatile.Read(ref last)?.ProvenAt ?? Volatile.Read(ref last)?.FirstAt),
            "s",
            "Age of the newest backup that a drill restored.");
    }

    protected override async Task RunOnceAsync(CancellationToken ct) =>
        Volatile.Write(ref last, (await SendAsync(new GetLastBackups(), ct)).Value);

    protected override void OnError(Exception? exception) => Failed(log, exception);

    private IEnumerable<Measurement<double>> Age(DateTimeOffset? since) =>
        since is { } time ? [new Measurement<double>((clock.GetUtcNow() - time).TotalSeconds)] : [];

    [LoggerMessage(EventId = 443, Level = LogLevel.Warning, Message = "The age of the backups was not read; retrying")]
    private static partial void Failed(ILogger log, Exception? exception);
}
