using System.Globalization;
using Agora.Migrations.Files;
using Agora.Migrations.Planning;

namespace Agora.Migrations.Events;

/// <summary>Writes for people: one event a line, no colour, no animation, plain ASCII.</summary>
public sealed class ConsoleObserver(TextWriter output) : IMigrationObserver
{
    private readonly List<string> repeatables = [];
    private double repeatableMs;
    private int steps;

    public void On(MigrationEvent happened)
    {
        if (Line(happened) is { } line)
        {
            output.WriteLine(line);
        }
    }

    /// <summary>The place of a failure in its file, with a mark under the column.</summary>
    public static IEnumerable<string> Describe(MigrationFailure failure, string root)
    {
        yield return failure.SqlState is null ? $"error: {failure.Message}" : $"error {failure.SqlState}: {failure.Message}";
        if (failure.File is { Length: > 0 } file)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"  {file}:{failure.Line}:{failure.Column ?? 1}");
            foreach (var line in Excerpt(Path.Combine(root, file), failure.Line ?? 0, failure.Column))
            {
                yield return line;
            }
        }

        foreach (var detail in failure.Details)
        {
            yield return $"  {detail}";
        }

        if (failure.Detail is not null)
        {
            yield return $"  detail: {failure.Detail}";
        }

        if (failure.Hint is not null)
        {
            yield return $"  {failure.Hint}";
        }
    }

    private static IEnumerable<string> Excerpt(string path, int line, int? column)
    {
        if (line < 1 || !File.Exists(path) || File.ReadLines(path).ElementAtOrDefault(line - 1) is not { } text)
        {
            yield break;
        }

        yield return string.Create(CultureInfo.InvariantCulture, $"  {line,6} | {text}");
        if (column is { } at)
        {
            yield return $"         | {new string(' ', at - 1)}^";
        }
    }

    private string? Line(MigrationEvent happened) => happened switch
    {
        RunStarted e => Start(e),
        RestorePointNamed e => $"restore point {e.Name}",
        RunnerLockWaited e => $"waiting for another runner ({Seconds(e.WaitedMs)}): {e.Holder}",
        MigrationStarted e => Begin(e),
        StepDone e => Step(e),
        LockAttempted e => $"         try {e.N}: {Outcome(e.Outcome)} after {Seconds(e.WaitedMs)}{By(e.Blockers)}{Queue(e.QueuedBehind)}",
        BlockersAwaited e =>
            $"         {(e.Gone ? "waited" : "gave up waiting")} for {Pids(e.Blockers)} without queueing   {Seconds(e.WaitedMs)}",
        Progressed { WaitingForPid: { } pid } e => string.Create(
            CultureInfo.InvariantCulture, $"         {e.Phase}{Share(e)}, waiting for pid {pid}"),
        Progressed e => $"         {e.Phase}{Share(e)}",
        Repaired e => $"         repaired {e.Object}: {e.Found}; {e.Action}",
        StatementFailed e => $"         line {e.Line} FAILED after {Seconds(e.DurationMs)}: {e.Message}",
        MigrationDone e => $"{e.Version}  {(e.Direction == "up" ? "applied" : "taken back")}   {Seconds(e.DurationMs)}",
        RepeatableDone e => Count(e),
        Warned e => $"warning: {e.Message}",
        // A file that says IF EXISTS expects this notice.
        Noticed { Severity: "NOTICE" } e when e.Message.EndsWith(", skipping", StringComparison.Ordinal) => null,
        Noticed e => $"         {e.Severity.ToLowerInvariant()}: {e.Message}",
        RunEnded { Exit: not 0, Applied.Count: 0 } => Repeatables(),
        RunEnded e => string.Create(
            CultureInfo.InvariantCulture,
            $"{Repeatables("\n")}{e.Applied.Count} done, {e.Pending.Count} pending   {Seconds(e.DurationMs)}"),
        _ => null,
    };

    /// <summary>A first run has dozens of them, so they are reported together when the run ends.</summary>
    private string? Count(RepeatableDone e)
    {
        repeatables.Add(e.Name);
        repeatableMs += e.DurationMs;
        return null;
    }

    private string? Repeatables(string end = "") =>
        PlanOutput.Repeatables(repeatables) is { } summary ? $"{summary}   {Seconds(repeatableMs)}   done{end}" : null;

    private static string Start(RunStarted e) => string.Create(
        CultureInfo.InvariantCulture,
        $"migrate {e.RunnerVersion}  {e.Database}@{e.Host}  PostgreSQL {e.ServerVersion}  role {e.Role}  "
        + $"{e.Pending.Count} versions, {e.PendingRepeatables.Count} repeatable");

    private string Begin(MigrationStarted e)
    {
        steps = e.Steps;
        var phase = e.Phase == nameof(MigrationPhase.None) ? "" : $"   {e.Phase.ToLowerInvariant()}";
        return $"{e.Version}  {e.Name}{phase}";
    }

    private string Step(StepDone e)
    {
        var kind = e.Transaction ? "transaction" : "standalone";
        var locks = e.Attempts > 1
            ? string.Create(CultureInfo.InvariantCulture, $"   lock {e.Attempts} tries, {Seconds(e.LockWaitMs)}")
            : "";
        return $"  {e.Step}/{steps}  {kind,-11}  {e.Summary,-66}{locks}   {Seconds(e.DurationMs)}   done";
    }

    private static string Outcome(string outcome) => outcome switch
    {
        "queue" => "gave way, too many waited behind us,",
        "deadlock" => "deadlock",
        _ => "no lock",
    };

    private static string By(IReadOnlyList<Blocker> blockers) => blockers.Count == 0
        ? ""
        : $", blocked by {string.Join("; ", blockers.Select(Describe))}";

    private static string Describe(Blocker blocker) => blocker.Autovacuum
        ? string.Create(CultureInfo.InvariantCulture, $"pid {blocker.Pid} autovacuum")
        : string.Create(
            CultureInfo.InvariantCulture,
            $"pid {blocker.Pid} {blocker.User} \"{blocker.Application}\" {blocker.State}"
            + $"{(blocker.AgeS is { } age ? $" {TimeSpan.FromSeconds(age):hh\\:mm\\:ss}" : "")}");

    private static string Pids(IReadOnlyList<Blocker> blockers) =>
        string.Join(", ", blockers.Select(blocker => string.Create(CultureInfo.InvariantCulture, $"pid {blocker.Pid}")));

    private static string Queue(int queued) => queued == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $", {queued} queued behind");

    private static string Share(Progressed e) => e is { Done: { } done, Total: > 0 and { } total }
        ? string.Create(
            CultureInfo.InvariantCulture,
            $" {100.0 * done / total:0} %  {done}/{total} {e.Unit}{(e.EtaS is { } eta ? $"  eta {TimeSpan.FromSeconds(eta):m\\:ss}" : "")}")
        : "";

    private static string Seconds(double milliseconds) => Durations.Seconds(TimeSpan.FromMilliseconds(milliseconds));
}
