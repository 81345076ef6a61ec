using Agora.Application.Monitoring.Doctor;
using Agora.Domain.Common;
using Agora.Infrastructure.Database;
using Agora.Migrations;
using Agora.Migrations.Events;
using Agora.Migrations.Planning;
using Agora.Migrations.Running;

namespace Agora.Infrastructure.Monitoring.Doctor;

internal sealed class MigrationCheck(DatabaseAccess access, TimeProvider clock) : IDoctorCheck
{
    public string Name => "migrations";

    public CheckNeeds Needs => CheckNeeds.Database;

    public async Task<Result<CheckOutcome>> RunAsync(CancellationToken ct)
    {
        if (access.Migrator is null)
        {
            return new CheckOutcome([Finding.Notice(
                "migrations.unknown",
                "DATABASE_MIGRATOR_URL",
                "DATABASE_MIGRATOR_URL is not set: whether migrations are pending cannot be seen from here.",
                "Run agora migrate status where it is set.")]);
        }

        var status = await new Migrator(DatabaseMigrations.Options(access), SilentObserver.Instance, clock).StatusAsync(ct);
        return new CheckOutcome([.. Examine(status)]);
    }

    private static IEnumerable<Finding> Examine(StatusReport status)
    {
        if (status.Failure is { } failure)
        {
            yield return Finding.Warning(
                "migrations.unreadable", null, $"The history of migrations cannot be read: {failure.Message}", "agora migrate status");
            yield break;
        }

        if (status.HasFailed || status.HasUncertain)
        {
            yield return Finding.Critical(
                "migrations.unfinished", null, "A migration stands half-way.", "agora migrate status says which, and how to continue.");
        }

        var pending = status.Versions
            .Where(line => line.State is MigrationState.Pending or MigrationState.Partial or MigrationState.RemovedElsewhere)
            .Select(line => line.Name)
            .Concat(status.PendingRepeatables)
            .ToList();
        if (pending.Count > 0)
        {
            yield return Finding.Critical(
                "migrations.pending",
                null,
                $"Migrations are pending: {string.Join(", ", pending.Take(5))}{(pending.Count > 5 ? ", ..." : "")}.",
                "agora migrate up");
        }

        if (status.HasDrift)
        {
            yield return Finding.Warning(
                "migrations.drift", null, "The history of migrations differs from the files of this version.", "agora migrate status");
        }
    }
}
