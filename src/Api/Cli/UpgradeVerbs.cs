using System.CommandLine;
using Agora.Infrastructure.Database.Embedded.Upgrade;

namespace Agora.Api.Cli;

/// <summary><c>agora cluster upgrade ...</c>: the embedded server moves to another major version by logical replication.</summary>
internal static class UpgradeVerbs
{
    public static Command Command() => new(
        "upgrade",
        "Move the embedded server to another major version by logical replication, or rehearse that: the new server follows, is "
        + "compared, takes over and can go back.")
    {
        Start(), Status(), Check(), Switch(), Back(), Finish(), Abort(),
    };

    private static Command Start()
    {
        var folder = new Option<string>("--folder") { Description = "New folder for the new server.", Required = true };
        var bin = new Option<string?>("--bin")
        {
            Description = "Folder with the programs of the new version. Default: those of the old one, for a rehearsal.",
        };
        var command = new Command(
            "start",
            "Make the new server and let it follow the old one, which is served meanwhile. Ends when all rows are copied; when it is "
            + "broken off, nothing is left.")
        {
            folder, bin,
        };
        command.SetAction(async (parsed, ct) =>
        {
            await Upgrade().StartAsync(parsed.GetRequiredValue(folder), parsed.GetValue(bin), ct);
            Console.WriteLine("The new server follows. Next: agora cluster upgrade check, and agora cluster upgrade switch");
            return CommandLine.Done;
        });
        return command;
    }

    private static Command Status()
    {
        var command = new Command("status", "Show both servers, the tables that are not copied yet, and the lag of the one that follows.");
        command.SetAction(async (_, ct) =>
        {
            var status = await Upgrade().StatusAsync(ct);
            string[] head = ["server", "role", "version", "port", "folder"];
            TextTable.Write(status.Servers.Select(server => new[]
            {
                server.Name, server.Leads ? "leads" : "follows", $"{server.Version}", $"{server.Port}", server.Folder,
            }).Prepend(head));
            Console.WriteLine($"tables  {status.Tables.Count(table => table.Follows)} of {status.Tables.Count} follow");
            foreach (var table in status.Tables.Where(table => !table.Follows))
            {
                Console.WriteLine($"        {table.Table}: {table.State}");
            }

            Console.WriteLine($"lag     {status.Lag}");
            return status.Lag.Problem is null ? CommandLine.Done : CommandLine.Failed;
        });
        return command;
    }

    private static Command Check()
    {
        var command = new Command(
            "check",
            "Compare the rows of every table of both servers by count and checksum, at one moment. Writers wait until the other server has "
            + "reached it, five seconds at most. Exits with 1 when something differs.");
        command.SetAction(async (_, ct) =>
        {
            var compared = await Upgrade().CheckAsync(ct);
            foreach (var difference in compared.Differences)
            {
                Console.WriteLine(difference);
            }

            var left = compared.Left.Count > 0 ? $" Not compared, because they could not be held: {string.Join(", ", compared.Left)}." : "";
            Console.WriteLine(
                compared.Differences.Count == 0
                    ? $"{compared.Tables} tables with {compared.Rows} rows agree.{left}"
                    : $"{compared.Differences.Count} of {compared.Tables} tables differ.{left}");
            return compared.Differences.Count == 0 ? CommandLine.Done : CommandLine.Failed;
        });
        return command;
    }

    private static Command Switch() => Turn(
        "switch",
        "Let the new server take over: closes writers out, waits until it has everything, copies sequences, refreshes materialized views. "
        + "The old one follows from then on.",
        toNew: true);

    private static Command Back() => Turn(
        "back", "Let the old server take over again, with all that was written on the new one, which follows from then on.", toNew: false);

    private static Command Turn(string name, string description, bool toNew)
    {
        var command = new Command(name, description);
        command.SetAction(async (_, ct) =>
        {
            var (folder, bin, held) = await Upgrade().SwitchAsync(toNew, ct);
            Console.WriteLine($"{folder} leads. Nothing could be written for {held.TotalMilliseconds:0} ms.");
            Console.WriteLine($"Restart Agora with AGORA_DATA={folder} and AGORA_POSTGRES_BIN={bin}");
            return CommandLine.Done;
        });
        return command;
    }

    private static Command Finish()
    {
        var command = new Command(
            "finish",
            "End the upgrade after the switch: the old server follows no more and is stopped. Its folder stays, and is not served.");
        command.SetAction(async (_, ct) =>
        {
            await Upgrade().FinishAsync(ct);
            Console.WriteLine("The upgrade is finished. Delete the folder of the old server when it is not needed any more.");
            return CommandLine.Done;
        });
        return command;
    }

    private static Command Abort()
    {
        var command = new Command(
            "abort",
            "End the upgrade without the new server, also one that does not start: deletes it, and leaves no slot and no publication.");
        command.SetAction(async (_, ct) =>
        {
            await Upgrade().AbortAsync(ct);
            Console.WriteLine("The upgrade is aborted; nothing of it is left.");
            return CommandLine.Done;
        });
        return command;
    }

    private static MajorUpgrade Upgrade() =>
        new(ClusterVerbs.Embedded("is upgraded"), Output.Progress, TimeProvider.System);
}
