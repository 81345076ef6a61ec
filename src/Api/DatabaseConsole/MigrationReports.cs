using Agora.Infrastructure.Database;
using Agora.Migrations;
using Agora.Migrations.Events;
using Agora.Migrations.Planning;
using Agora.Migrations.Running;

namespace Agora.Api.DatabaseConsole;

/// <param name="Problem">Why the reports are of an earlier time, or missing.</param>
internal sealed record MigrationReport(DateTimeOffset TakenAt, StatusReport? Status, PlanReport? Plan, string? Problem);

/// <summary>What <c>agora migrate status</c> and <c>plan</c> say, and what they said last while the database does not answer.</summary>
internal sealed class MigrationReports(DatabaseAccess access, TimeProvider clock)
{
    private static readonly TimeSpan Budget = TimeSpan.FromMilliseconds(1500);

    private volatile MigrationReport? known;

    /// <summary>Null where this process does not have the login of the role that migrates.</summary>
    public async Task<MigrationReport?> ReadAsync()
    {
        if (!access.CanMigrate)
        {
            return null;
        }

        using var deadline = new CancellationTokenSource(Budget, clock);
        try
        {
            var read = await ReadAsync(deadline.Token).WaitAsync(Budget, clock);
            if (read.Status!.Failure is not { } failure)
            {
                known = read;
                return read;
            }

            return Earlier(failure.Message);
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            return Earlier("The database server did not answer in time.");
        }
    }

    private async Task<MigrationReport> ReadAsync(CancellationToken ct)
    {
        var migrator = new Migrator(DatabaseMigrations.Options(access), SilentObserver.Instance, clock);
        var status = await migrator.StatusAsync(ct);
        var plan = status is { Failure: null, HasPending: true } ? await migrator.PlanAsync(ct) : null;
        return new MigrationReport(clock.GetUtcNow(), status, plan, Problem: null);
    }

    private MigrationReport Earlier(string problem) =>
        known is { } earlier ? earlier with { Problem = problem } : new MigrationReport(clock.GetUtcNow(), null, null, problem);
}
