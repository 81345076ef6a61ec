using System.Globalization;
using Agora.Migrations.Events;
using Agora.Migrations.Locks;
using Npgsql;

namespace Agora.Migrations.Running;

/// <param name="Number">From 1.</param>
/// <param name="LockWait">Spent on the attempts before, resting included.</param>
/// <param name="Start">Timestamp at which the first attempt began.</param>
internal sealed record LockAttempt(
    int Number,
    TimeSpan LockTimeout,
    TimeSpan StatementTimeout,
    LockClass Class,
    bool AgainstAutovacuum,
    TimeSpan LockWait,
    long Start,
    BlockerMonitor Watch);

/// <summary>Tries again while a lock cannot be had, with backoff, and stays out of the queue while the known blockers live.</summary>
internal sealed class LockRetry(RunSession run, LockBackoff backoff, string file, int line)
{
    private static readonly TimeSpan LongestWaitForBlockers = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan RestAgainstAutovacuum = TimeSpan.FromMilliseconds(100);

    /// <param name="attempt">Returns null when done, or the error that says that a lock was not to be had. Must leave nothing
    /// behind.</param>
    /// <exception cref="MigrationException">The attempts or the budget are used up.</exception>
    public async Task<StepOutcome> RunAsync(Func<LockAttempt, Task<PostgresException?>> attempt, CancellationToken ct)
    {
        var start = run.Clock.GetTimestamp();
        var lockWait = TimeSpan.Zero;
        var againstAutovacuum = false;
        for (var number = 1; ; number++)
        {
            var lockTimeout = backoff.LockTimeout(number, againstAutovacuum);
            var watch = new BlockerMonitor(run.Control, run.Worker.ProcessId, run.Policy.MaxQueued, run.Clock);
            var began = run.Clock.GetTimestamp();
            var failure = await attempt(new LockAttempt(
                number, lockTimeout, backoff.StatementTimeout(lockTimeout), backoff.Class, againstAutovacuum, lockWait, start, watch));
            if (failure is null)
            {
                return new StepOutcome(number, lockWait, run.Clock.GetElapsedTime(start), backoff.Class);
            }

            run.Log.Add(new LockAttempted(
                number, lockTimeout.TotalMilliseconds, Outcome(failure, watch), run.Clock.GetElapsedTime(began).TotalMilliseconds,
                [.. watch.Blockers], watch.QueuedBehind));
            againstAutovacuum |= watch.Blockers.Any(blocker => blocker.Autovacuum);
            var left = backoff.Budget - run.Clock.GetElapsedTime(start);
            if (number >= backoff.Attempts || left <= TimeSpan.Zero)
            {
                throw GiveUp(number, watch, failure);
            }

            await RestAsync(watch, lockTimeout, left, againstAutovacuum, ct);
            lockWait += run.Clock.GetElapsedTime(began);
        }
    }

    private async Task RestAsync(BlockerMonitor watch, TimeSpan lockTimeout, TimeSpan left, bool againstAutovacuum, CancellationToken ct)
    {
        var start = run.Clock.GetTimestamp();
        var rest = againstAutovacuum ? RestAgainstAutovacuum
            : backoff.Class == LockClass.Weak ? run.Policy.WeakRest
            : Jitter.Around(LockBackoff.RestAfter(lockTimeout));
        await Task.Delay(Least(rest, left), run.Clock, ct);
        if (watch.Blockers.Count > 0)
        {
            var gone = await watch.UntilGoneAsync(Least(LongestWaitForBlockers, left), ct);
            run.Log.Add(new BlockersAwaited([.. watch.Blockers], run.Clock.GetElapsedTime(start).TotalMilliseconds, gone));
        }
    }

    private MigrationException GiveUp(int attempts, BlockerMonitor watch, PostgresException failure) => new(
        new MigrationFailure(
            MigratorExit.LocksNotObtained,
            string.Create(
                CultureInfo.InvariantCulture, $"The locks could not be had in {attempts} attempts; nothing of this step was changed."))
        {
            File = file,
            Line = line,
            SqlState = failure.SqlState,
            Details = [.. watch.Blockers.Select(Describe)],
            Hint = watch.Blockers.FirstOrDefault() is { } first
                ? string.Create(
                    CultureInfo.InvariantCulture, $"Let it finish, or end it knowingly: SELECT pg_terminate_backend({first.Pid});")
                : "Try again when the database is less busy.",
        },
        failure);

    private static string Outcome(PostgresException failure, BlockerMonitor watch) => failure.SqlState switch
    {
        _ when watch.GaveWay => "queue",
        PostgresErrorCodes.DeadlockDetected => "deadlock",
        _ => "timeout",
    };

    private static string Describe(Blocker blocker) => string.Create(
        CultureInfo.InvariantCulture,
        $"pid {blocker.Pid} {blocker.User} \"{blocker.Application}\" {blocker.State} {blocker.AgeS:0.0} s {blocker.Query}");

    private static TimeSpan Least(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
