using Agora.Application.History;
using Agora.Infrastructure.Common;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Agora.Infrastructure.History;

/// <summary>Makes the coming partitions of the history, at the start and once a day; what has none lands in the default one.</summary>
internal sealed partial class AuditPartitionMaintenance(
    IServiceScopeFactory scopes, TimeProvider clock, ILogger<AuditPartitionMaintenance> log)
    : PeriodicBackgroundService(scopes, clock)
{
    protected override TimeSpan Interval => TimeSpan.FromDays(1);

    protected override bool BeginsAtStart => true;

    protected override Task RunOnceAsync(CancellationToken ct) => SendAsync(new EnsureAuditPartitions(), ct);

    protected override void OnError(Exception? exception) => RunFailed(log, exception);

    [LoggerMessage(EventId = 322, Level = LogLevel.Warning, Message = "The partitions of the history could not be made, and will be later")]
    private static partial void RunFailed(ILogger log, Exception? exception);
}
