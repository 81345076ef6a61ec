using System.CommandLine;
using Agora.Api.Configuration;
using Agora.Infrastructure.Rollups;

namespace Agora.Api.Cli;

/// <summary><c>agora db sums</c>: whether what is kept equals what it is derived from.</summary>
internal static class CheckSums
{
    public static Command Command()
    {
        var repair = new Option<bool>("--repair") { Description = "Add what is missing, then compare again." };
        var command = new Command(
            "sums",
            "Compare the sums behind rankings and summaries with counting anew, while Agora serves. Exits with 1 when they differ.") { repair };
        command.SetAction(async (parsed, ct) =>
        {
            await using var database = await Databases.OpenAsync(Settings.Load([]), ct);
            if (parsed.GetValue(repair))
            {
                await SumCheck.RepairAsync(database.Access, Output.Progress, ct);
            }

            var sums = await SumCheck.RunAsync(database.Access, Output.Progress, ct);
            foreach (var sum in sums)
            {
                Console.WriteLine($"{(sum.Wrong == 0 ? "right" : $"{sum.Wrong} wrong"),-12}{sum.Name}");
            }

            return sums.All(s => s.Wrong == 0) ? CommandLine.Done : CommandLine.Failed;
        });
        return command;
    }
}
