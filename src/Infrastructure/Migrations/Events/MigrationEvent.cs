using System.Text.Json.Serialization;

namespace Agora.Migrations.Events;

/// <summary>Something that happened in a run, in order. The same records feed people, machines and tests.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "event")]
[JsonDerivedType(typeof(RunStarted), "run.start")]
[JsonDerivedType(typeof(RestorePointNamed), "restore.point")]
[JsonDerivedType(typeof(RunnerLockWaited), "runner.wait")]
[JsonDerivedType(typeof(MigrationStarted), "migration.start")]
[JsonDerivedType(typeof(LockAttempted), "lock.attempt")]
[JsonDerivedType(typeof(BlockersAwaited), "lock.wait")]
[JsonDerivedType(typeof(StatementStarted), "statement.start")]
[JsonDerivedType(typeof(StatementDone), "statement.done")]
[JsonDerivedType(typeof(StatementFailed), "statement.failed")]
[JsonDerivedType(typeof(Progressed), "progress")]
[JsonDerivedType(typeof(Repaired), "repair")]
[JsonDerivedType(typeof(StepDone), "step.done")]
[JsonDerivedType(typeof(MigrationDone), "migration.done")]
[JsonDerivedType(typeof(RepeatableDone), "repeatable.done")]
[JsonDerivedType(typeof(Warned), "warning")]
[JsonDerivedType(typeof(Noticed), "notice")]
[JsonDerivedType(typeof(RunEnded), "run.end")]
public abstract record MigrationEvent
{
    [JsonPropertyOrder(-6)]
    public DateTimeOffset Ts { get; init; }

    [JsonPropertyOrder(-5)]
    public Guid RunId { get; init; }

    [JsonPropertyOrder(-4)]
    public int Seq { get; init; }

    [JsonPropertyOrder(-3)]
    public long? Version { get; init; }

    [JsonPropertyOrder(-2)]
    public int? Step { get; init; }

    /// <summary>Position in the step, from 1.</summary>
    [JsonPropertyOrder(-1)]
    public int? Stmt { get; init; }
}

internal sealed record RunStarted(
    string RunnerVersion, string ServerVersion, string Host, string Database, string Role, string? GitCommit,
    IReadOnlyList<long> Pending, IReadOnlyList<string> PendingRepeatables) : MigrationEvent;

/// <summary>The point before the first change, to which a backup can be restored.</summary>
internal sealed record RestorePointNamed(string Name, string Position) : MigrationEvent;

/// <summary>Another runner is at work, or a statement of a dead one still is.</summary>
public sealed record RunnerLockWaited(string Holder, double WaitedMs) : MigrationEvent;

internal sealed record MigrationStarted(string Name, string Phase, string Direction, int Steps) : MigrationEvent;

/// <param name="Vxid">Virtual transaction id; the blocker is gone when this very transaction has ended.</param>
/// <param name="AgeS">Age of its transaction in seconds; null when the role may not see it.</param>
public sealed record Blocker(
    int Pid, string? Vxid, string? User, string? Application, double? AgeS, string? State, string? Query, bool Autovacuum);

/// <param name="Outcome"><c>done</c>, <c>timeout</c>, <c>deadlock</c> or <c>queue</c> (too many waited behind us).</param>
internal sealed record LockAttempted(
    int N, double LockTimeoutMs, string Outcome, double WaitedMs, IReadOnlyList<Blocker> Blockers, int QueuedBehind) : MigrationEvent;

/// <summary>The runner did not queue while these transactions lived.</summary>
internal sealed record BlockersAwaited(IReadOnlyList<Blocker> Blockers, double WaitedMs, bool Gone) : MigrationEvent;

internal sealed record StatementStarted(string File, int Line, int Col, string LockClass, string Sql) : MigrationEvent;

internal sealed record StatementDone(string File, int Line, string LockClass, double DurationMs, int Rows) : MigrationEvent;

internal sealed record StatementFailed(
    string File, int Line, int Col, string LockClass, double DurationMs, string Sqlstate, string Message, string? Detail, string? Hint)
    : MigrationEvent;

/// <param name="Done">Null when the server does not say.</param>
internal sealed record Progressed(string Phase, long? Done, long? Total, string? Unit, double? EtaS, int? WaitingForPid) : MigrationEvent;

/// <summary>A leftover of an interrupted statement was found and removed or finished.</summary>
internal sealed record Repaired(string Object, string Found, string Action) : MigrationEvent;

internal sealed record StepDone(int Steps, bool Transaction, string Summary, int Attempts, double LockWaitMs, double DurationMs)
    : MigrationEvent;

public sealed record MigrationDone(string Name, string Direction, double DurationMs, double LockWaitMs, int Attempts) : MigrationEvent;

internal sealed record RepeatableDone(string Name, double DurationMs) : MigrationEvent;

public sealed record Warned(string Code, string Message) : MigrationEvent;

internal sealed record Noticed(string Severity, string Message) : MigrationEvent;

internal sealed record RunEnded(
    int Exit, IReadOnlyList<long> Applied, long? Failed, IReadOnlyList<long> Pending, double DurationMs) : MigrationEvent;
