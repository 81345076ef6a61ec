using System.Diagnostics.Metrics;
using Agora.Infrastructure.Common;
using Agora.Infrastructure.Database;
using Agora.Migrations;
using Agora.Migrations.Events;
using Agora.Migrations.Planning;
using Agora.Migrations.Running;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Agora.Infrastructure.Metrics;

/// <summary>
/// Migrations that this program brings and the database has not, counted every minute. Only where the process has the login of the
/// migrator: the runtime role cannot read the history.
/// </summary>
internal sealed partial class MigrationGauges(
    DatabaseAccess access, IServiceScopeFactory scopes, TimeProvider clock, ILogger<MigrationGauges> log)
    : PeriodicBackgroundService(scopes, clock), IGaugeSource
{
    private readonly TimeProvider clock = clock;
    private StatusReport? last;

    protected override TimeSpan Interval => TimeSpan.FromMinutes(1);

    protected override bool BeginsAtStart => true;

    public void AddTo(Meter meter) => meter.CreateObservableGauge(
        "agora.migrations.pending", Pending, "{migration}", "Migrations and repeatable files that are not applied.");

    protected override async Task RunOnceAsync(CancellationToken ct)
    {
        if (access.Migrator is not null)
        {
            Volatile.Write(
                ref last, await new Migrator(DatabaseMigrations.Options(access), SilentObserver.Instance, clock).StatusAsync(ct));
        }
    }

    protected override void OnError(Exception? exception) => Failed(log, exception);

    private IEnumerable<Measurement<int>> Pending() => Volatile.Read(ref last) is { Failure: null } status
        ? [new Measurement<int>(status.PendingRepeatables.Count + status.Versions.Count(line => IsPending(line.State)))]
        : [];

    private static bool IsPending(MigrationState state) => state is
        MigrationState.Pending or MigrationState.Partial or MigrationState.PartialDown or MigrationState.RemovedElsewhere;

    [LoggerMessage(EventId = 441, Level = LogLevel.Warning, Message = "Pending migrations were not counted; retrying")]
    private static partial void Failed(ILogger log, Exception? exception);
}
