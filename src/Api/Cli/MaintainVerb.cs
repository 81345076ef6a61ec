using System.CommandLine;
using System.Globalization;
using Agora.Application.Maintenance;
using Agora.Domain.Maintenance;

namespace Agora.Api.Cli;

/// <summary><c>agora db maintain</c>: the nightly maintenance now, what it would do, and what it did.</summary>
internal static class MaintainVerb
{
    public static Command Command()
    {
        var dryRun = new Option<bool>("--dry-run") { Description = "List what a run would do and why, without doing it." };
        var show = new Option<bool>("--show") { Description = "Show what the last run did." };
        var anyTime = new Option<bool>("--at-any-time") { Description = "Also while the window (Maintenance:Window) is closed." };
        var command = new Command(
            "maintain",
            "Run the nightly maintenance now: statistics, vacuum, bloated tables and indexes, purges; only what needs it, beside reads and "
            + "writes. Continues a run that was stopped.")
        {
            dryRun, show, anyTime,
        };
        command.SetAction(async (parsed, ct) =>
        {
            if (parsed.GetValue(dryRun))
            {
                return (await VerbHost.SendAsync(new PlanMaintenance(), ct)).Match(Report, Output.Refuse);
            }

            if (!parsed.GetValue(show))
            {
                var done = await VerbHost.SendAsync(new MaintainDatabase { AtAnyTime = parsed.GetValue(anyTime) }, ct);
                if (!done.IsSuccess)
                {
                    return Output.Refuse(done.Error);
                }
            }

            return (await VerbHost.SendAsync(new ListMaintenanceRuns(Limit: 1, Cursor: null), ct))
                .Match(page => Report(page.Items), Output.Refuse);
        });
        return command;
    }

    private static int Report(MaintenancePlan plan)
    {
        if (!plan.IsWindowOpen)
        {
            Output.Progress.Report("The window is closed: a run would begin no step now.");
        }

        if (plan.Needs.Count == 0)
        {
            Console.WriteLine("Nothing needs maintenance.");
            return CommandLine.Done;
        }

        string[] head = ["action", "target", "reason"];
        TextTable.Write(plan.Needs.Select(need => new[] { $"{need.Action}", need.Target, need.Reason }).Prepend(head));
        return CommandLine.Done;
    }

    private static int Report(IReadOnlyList<MaintenanceRunView> runs)
    {
        if (runs is not [var run, ..])
        {
            Console.WriteLine("There was no run yet.");
            return CommandLine.Done;
        }

        Console.WriteLine($"{run.StartedAt:u}  {run.State}{(run.StoppedBy is { } why ? $" by {why}" : "")}, {run.Steps.Count} steps");
        if (run.Steps.Count > 0)
        {
            string[] head = ["action", "target", "state", "bytes", "factor", "rows", "ms", "reason"];
            TextTable.Write(run.Steps.Select(step => new[]
            {
                $"{step.Action}",
                step.Target,
                step.ErrorCode ?? $"{step.State}",
                Change(step.BytesBefore, step.BytesAfter, "F0"),
                Change(step.FactorBefore, step.FactorAfter, "F1"),
                Change(step.RowsBefore, step.RowsAfter, "F0"),
                step.Milliseconds?.ToString("F0", CultureInfo.InvariantCulture) ?? "-",
                step.Detail is null ? step.Reason : $"{step.Reason}. {step.Detail}",
            }).Prepend(head));
        }

        return run.State == MaintenanceRunState.Finished ? CommandLine.Done : CommandLine.Failed;
    }

    private static string Change(double? before, double? after, string format) => before is { } was
        ? $"{was.ToString(format, CultureInfo.InvariantCulture)} > {after?.ToString(format, CultureInfo.InvariantCulture) ?? "?"}"
        : "-";
}
