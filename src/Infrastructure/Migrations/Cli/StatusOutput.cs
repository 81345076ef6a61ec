using System.Globalization;
using Agora.Migrations.Planning;
using Agora.Migrations.Running;

namespace Agora.Migrations.Cli;

/// <summary>What <c>status</c> says, for people.</summary>
internal static class StatusOutput
{
    public static void Write(StatusReport status, TextWriter output)
    {
        foreach (var line in status.Versions)
        {
            output.WriteLine(Line(line));
            if (line.Reason is { } reason)
            {
                output.WriteLine($"{"",-18}{reason}");
            }

            if (line.Next is { } next)
            {
                output.WriteLine($"{"",-18}next: {next}");
            }
        }

        if (PlanOutput.Repeatables(status.PendingRepeatables) is { } repeatables)
        {
            output.WriteLine($"{"pending",-18}{repeatables}");
        }

        foreach (var end in status.Unfinished)
        {
            output.WriteLine($"{end.Kind}  {end.Object}  {end.Detail}");
        }
    }

    /// <summary>What is wrong counts more than what is missing; the latter only for those who ask.</summary>
    public static MigratorExit Exit(StatusReport status, bool check) =>
        status.Exit != MigratorExit.Ok ? status.Exit
        : status.HasUncertain ? MigratorExit.NeedsDecision
        : status.HasFailed ? MigratorExit.Failed
        : !check ? MigratorExit.Ok
        : status.HasDrift ? MigratorExit.Drift
        : status.HasPending ? MigratorExit.Pending
        : MigratorExit.Ok;

    // State, time of application in UTC, seconds; then version and name.
    private static string Line(StatusLine line)
    {
        var steps = string.Create(CultureInfo.InvariantCulture, $" {line.StepsDone}/{line.Steps}");
        var state = StateName.Of(line.State) + (line.State is MigrationState.Partial or MigrationState.PartialDown ? steps : "");
        var duration = line.DurationMs is { } known ? string.Create(CultureInfo.InvariantCulture, $"{known / 1000.0:F1} s") : "";
        return string.Create(
            CultureInfo.InvariantCulture, $"{state,-18}{line.AppliedOn,-21:yyyy-MM-dd HH:mm:ssZ}{duration,9}  {line.Version} {line.Name}");
    }
}
