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
internal sealed record LockBackoff(
    LockClass Class, TimeSpan First, TimeSpan Last, int Attempts, TimeSpan Budget, TimeSpan Work)
{
    private const double Growth = 1.5;
    private const int RestFactor = 9;
    private static readonly TimeSpan ShortestRest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestRest = TimeSpan.FromSeconds(60);

    /// <summary>Above deadlock_timeout (1 s by default), whose check is what cancels autovacuum.</summary>
    private static readonly TimeSpan AboveDeadlockTimeout = TimeSpan.FromMilliseconds(1200);

    public static LockBackoff Of(LockClass lockClass, StepSettings step, MigratePolicy policy)
    {
        var backoff = lockClass switch
        {
            LockClass.Strong => new LockBackoff(
                lockClass, policy.LockTimeoutFirst, policy.LockTimeoutLast, policy.LockAttempts, policy.LockBudget, policy.StrongWork),
            LockClass.TwoPhase => new LockBackoff(
                lockClass, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(5), 3, policy.LockBudget, TimeSpan.FromSeconds(30)),
            LockClass.Weak => new LockBackoff(
                lockClass, policy.WeakLockTimeout, policy.WeakLockTimeout, 3, policy.MaxConcurrentBuild, TimeSpan.Zero),
            LockClass.Data => new LockBackoff(
                lockClass, policy.DataLockTimeout, policy.DataLockTimeout, 10, policy.LockBudget, policy.DataStatementTimeout),
            LockClass.New => new LockBackoff(
                lockClass, policy.NewLockTimeout, policy.NewLockTimeout, 3, policy.LockBudget, policy.NewStatementTimeout),
            _ => throw new ArgumentOutOfRangeException(nameof(lockClass), lockClass, null),
        };
        return backoff with
        {
            // The policy caps what a file may ask for where waiting hurts others.
            First = lockClass == LockClass.Strong
                ? Least(step.LockTimeoutFirst, policy.LockTimeoutLast) ?? backoff.First
                : step.LockTimeoutFirst ?? backoff.First,
            Last = lockClass == LockClass.Strong
                ? Least(step.LockTimeoutLast, policy.LockTimeoutLast) ?? backoff.Last
                : step.LockTimeoutLast ?? backoff.Last,
            Budget = Least(step.LockBudget, backoff.Budget) ?? backoff.Budget,
            Work = step.StatementTimeout ?? backoff.Work,
        };
    }

    /// <param name="attempt">From 1.</param>
    public TimeSpan LockTimeout(int attempt, bool againstAutovacuum)
    {
        var lockTimeout = First * Math.Pow(Growth, attempt - 1);
        if (againstAutovacuum && lockTimeout < AboveDeadlockTimeout)
        {
            lockTimeout = AboveDeadlockTimeout;
        }

        return lockTimeout < Last || (againstAutovacuum && lockTimeout == AboveDeadlockTimeout) ? lockTimeout : Last;
    }

    public static TimeSpan RestAfter(TimeSpan lockTimeout)
    {
        var rest = lockTimeout * RestFactor;
        return rest < ShortestRest ? ShortestRest : rest > LongestRest ? LongestRest : rest;
    }

    /// <summary>So long that it can never fire before the lock timeout of the same attempt.</summary>
    public TimeSpan StatementTimeout(TimeSpan lockTimeout) => Work == TimeSpan.Zero ? TimeSpan.Zero : lockTimeout + Work;

    private static TimeSpan? Least(TimeSpan? asked, TimeSpan limit) => asked < limit ? asked : asked is null ? null : limit;
}
