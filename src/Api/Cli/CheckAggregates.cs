using System.CommandLine;
using Agora.Api.Configuration;
using Agora.Infrastructure.Rollups;

namespace Agora.Api.Cli;

/// <summary><c>agora db check-aggregates</c>: compares the aggregates of heavy reads with a recount.</summary>
internal static class CheckAggregates
{
    public const string Name = "check-aggregates", FormerName = "sums";

    public static Command Command() => Command(Name);

    /// <summary>The former name, kept for one release.</summary>
    public static Command FormerCommand()
    {
        var command = Command(FormerName, $"agora db {FormerName} is now agora db {Name}. The old name goes with the next release.");
        command.Hidden = true;
        return command;
    }

    private static Command Command(string name, string? warning = null)
    {
        var repair = new Option<bool>("--repair") { Description = "Rebuild what is missing, then compare again." };
        var command = new Command(
            name,
            "Compare the aggregates behind rankings and summaries with a recount, while Agora serves. Exits with 1 when they differ.")
        {
            repair,
        };
        command.SetAction(async (parsed, ct) =>
        {
            if (warning is not null)
            {
                Output.Progress.Report(warning);
            }

            await using var database = await Databases.OpenAsync(Settings.Load([]), ct);
            if (parsed.GetValue(repair))
            {
                await AggregateCheck.RepairAsync(database.Access, Output.Progress, ct);
            }

            var aggregates = await AggregateCheck.RunAsync(database.Access, Output.Progress, ct);
            foreach (var aggregate in aggregates)
            {
                Console.WriteLine($"{(aggregate.Wrong == 0 ? "right" : $"{aggregate.Wrong} wrong"),-12}{aggregate.Name}");
            }

            return aggregates.All(a => a.Wrong == 0) ? CommandLine.Done : CommandLine.Failed;
        });
        return command;
    }
}
