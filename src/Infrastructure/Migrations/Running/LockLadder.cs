using Agora.Migrations.Files;
using Agora.Migrations.Locks;

namespace Agora.Migrations.Running;

/// <summary>
/// How long the attempts of a step wait for locks and how long they rest in between. A waiting DDL is the outage, because all that
/// comes later queues behind it: so first waits are short, and each rest is nine times the wait before it.
/// </summary>
/// <param name="Attempts">At most this many.</param>
/// <param name="Budget">Total time for getting locks.</param>
/// <param name="Work">What one statement may take beyond its wait; zero means no limit.</param>
internal sealed record LockLadder(
    LockClass Class, TimeSpan First, TimeSpan Last, int Attempts, TimeSpan Budget, TimeSpan Work)
{
    private const double Growth = 1.5;
    private const int RestFactor = 9;
    private static readonly TimeSpan ShortestRest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestRest = TimeSpan.FromSeconds(60);

    /// <summary>Above deadlock_timeout (1 s by default), whose check is what cancels autovacuum.</summary>
    private static readonly TimeSpan AboveDeadlockTimeout = TimeSpan.FromMilliseconds(1200);

    public static LockLadder Of(LockClass lockClass, StepSettings step, MigratePolicy policy)
    {
        var ladder = lockClass switch
        {
            LockClass.Strong => new LockLadder(
                lockClass, policy.LockTimeoutFirst, policy.LockTimeoutLast, policy.LockAttempts, policy.LockBudget, policy.StrongWork),
            LockClass.TwoPhase => new LockLadder(
                lockClass, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(5), 3, policy.LockBudget, TimeSpan.FromSeconds(30)),
            LockClass.Weak => new LockLadder(
                lockClass, policy.WeakLockTimeout, policy.WeakLockTimeout, 3, policy.MaxConcurrentBuild, TimeSpan.Zero),
            LockClass.Data => new LockLadder(
                lockClass, policy.DataLockTimeout, policy.DataLockTimeout, 10, policy.LockBudget, policy.DataStatementTimeout),
            LockClass.New => new LockLadder(
                lockClass, policy.NewLockTimeout, policy.NewLockTimeout, 3, policy.LockBudget, policy.NewStatementTimeout),
            _ => throw new ArgumentOutOfRangeException(nameof(lockClass), lockClass, null),
        };
        return ladder with
        {
            // The policy caps what a file may ask for where waiting hurts others.
            First = lockClass == LockClass.Strong
                ? Least(step.LockTimeoutFirst, policy.LockTimeoutLast) ?? ladder.First
                : step.LockTimeoutFirst ?? ladder.First,
            Last = lockClass == LockClass.Strong
                ? Least(step.LockTimeoutLast, policy.LockTimeoutLast) ?? ladder.Last
                : step.LockTimeoutLast ?? ladder.Last,
            Budget = Least(step.LockBudget, ladder.Budget) ?? ladder.Budget,
            Work = step.StatementTimeout ?? ladder.Work,
        };
    }

    /// <param name="attempt">From 1.</param>
    public TimeSpan Rung(int attempt, bool againstAutovacuum)
    {
        var rung = First * Math.Pow(Growth, attempt - 1);
        if (againstAutovacuum && rung < AboveDeadlockTimeout)
        {
            rung = AboveDeadlockTimeout;
        }

        return rung < Last || (againstAutovacuum && rung == AboveDeadlockTimeout) ? rung : Last;
    }

    public static TimeSpan RestAfter(TimeSpan rung)
    {
        var rest = rung * RestFactor;
        return rest < ShortestRest ? ShortestRest : rest > LongestRest ? LongestRest : rest;
    }

    /// <summary>So long that it can never fire before the lock timeout of the same attempt.</summary>
    public TimeSpan StatementTimeout(TimeSpan rung) => Work == TimeSpan.Zero ? TimeSpan.Zero : rung + Work;

    private static TimeSpan? Least(TimeSpan? asked, TimeSpan limit) => asked < limit ? asked : asked is null ? null : limit;
}
