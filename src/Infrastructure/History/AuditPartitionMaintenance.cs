using Agora.Application.History;
using Agora.Infrastructure.Common;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Agora.Infrastructure.History;

/// <summary>Creates the next partitions of the audit, at start and daily. Rows without a partition go to the default one.</summary>
internal sealed partial class AuditPartitionMaintenance(
    IServiceScopeFactory scopes, TimeProvider clock, ILogger<AuditPartitionMaintenance> log)
    : PeriodicBackgroundService(scopes, clock)
{
    protected override TimeSpan Interval => TimeSpan.FromDays(1);

    protected override bool BeginsAtStart => true;

    protected override Task RunOnceAsync(CancellationToken ct) => SendAsync(new EnsureAuditPartitions(), ct);

    protected override void OnError(Exception? exception) => RunFailed(log, exception);

    [LoggerMessage(
        EventId = 322, Level = LogLevel.Warning, Message = "Partitions of the audit could not be created; retrying in the next run")]
    private static partial void RunFailed(ILogger log, Exception? exception);
}
