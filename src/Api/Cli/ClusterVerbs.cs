using System.CommandLine;
using Agora.Api.Configuration;
using Agora.Infrastructure.Database;
using Agora.Infrastructure.Database.Embedded;
using Agora.Infrastructure.Database.Embedded.Replication;

namespace Agora.Api.Cli;

/// <summary><c>agora cluster ...</c>: standbys of the embedded server, and failover.</summary>
internal static class ClusterVerbs
{
    private static readonly Argument<string> Name = new("name") { Description = "The server, as agora cluster status names it." };

    public static Command Command() => new(
        "cluster", "Standbys of the embedded server: add them, promote one, let the former primary rejoin. Its upgrade to another version.")
    {
        Add(),
        Status(),
        Promote(),
        Rejoin(),
        Remove(),
        UpgradeVerbs.Command(),
    };

    private static Command Add()
    {
        var command = new Command(
            "add",
            "Copy the primary into a standby beside it, while Agora is stopped. The next Agora starts both; with "
            + "Database:ReadFromStandbys the standby answers reads.")
        {
            Name,
        };
        command.SetAction(async (parsed, ct) =>
        {
            var name = parsed.GetRequiredValue(Name);
            await (await OpenAsync(ct)).AddAsync(name, ct);
            Console.WriteLine($"Added the standby {name}.");
            return CommandLine.Done;
        });
        return command;
    }

    private static Command Status()
    {
        var command = new Command("status", "List the servers: which takes changes, and how far the standbys are behind.");
        command.SetAction(async (_, ct) =>
        {
            string[] head = ["server", "role", "process", "port", "replication", "folder"];
            TextTable.Write((await (await OpenAsync(ct)).StatusAsync(ct)).Select(member => new[]
            {
                member.Name, member.Role.ToString().ToLowerInvariant(), member.ProcessId is { } process ? $"{process}" : "-",
                member.Port is { } port ? $"{port}" : "-", member.Replication ?? "-", member.Folder,
            }).Prepend(head));
            return CommandLine.Done;
        });
        return command;
    }

    private static Command Promote()
    {
        var switchover = new Option<bool>("--switchover")
        {
            Description = "The primary is well: stop it in good order first, so that nothing is lost.",
        };
        var command = new Command(
            "promote",
            "Make a standby the primary when that is down, and fence the former one. Refuses while it still answers. An Agora that runs "
            + "continues with the new primary.")
        {
            Name, switchover,
        };
        command.SetAction(async (parsed, ct) =>
        {
            var name = parsed.GetRequiredValue(Name);
            await (await OpenAsync(ct)).PromoteAsync(name, parsed.GetValue(switchover), ct);
            Console.WriteLine($"{name} is the primary.");
            return CommandLine.Done;
        });
        return command;
    }

    private static Command Rejoin()
    {
        var command = new Command(
            "rejoin",
            "Bring a former primary back as a standby, without what only it has; or start a standby that is down.")
        {
            Name,
        };
        command.SetAction(async (parsed, ct) =>
        {
            var name = parsed.GetRequiredValue(Name);
            await (await OpenAsync(ct)).RejoinAsync(name, ct);
            Console.WriteLine($"{name} is a standby.");
            return CommandLine.Done;
        });
        return command;
    }

    private static Command Remove()
    {
        var yes = new Option<bool>("--yes") { Description = "Do not ask." };
        var command = new Command("remove", "Stop a standby and delete its copy of the data.") { Name, yes };
        command.SetAction(async (parsed, ct) =>
        {
            var name = parsed.GetRequiredValue(Name);
            var changes = await OpenAsync(ct);
            if (!Output.Confirm($"Delete the standby {name}?", parsed.GetValue(yes)))
            {
                Output.Progress.Report("Nothing was deleted.");
                return CommandLine.Failed;
            }

            await changes.RemoveAsync(name, ct);
            Console.WriteLine($"Removed {name}.");
            return CommandLine.Done;
        });
        return command;
    }

    private static async Task<ClusterChanges> OpenAsync(CancellationToken ct)
    {
        var embedded = Embedded("gets standbys");
        var installation = await PostgresProvisioner.FindOrProvisionAsync(embedded, Output.Progress, TimeProvider.System, ct);
        return new ClusterChanges(installation, embedded, Output.Progress, TimeProvider.System);
    }

    /// <param name="done">What db/README.md describes for a configured server.</param>
    internal static EmbeddedPostgresOptions Embedded(string done)
    {
        var settings = Settings.Load([]);
        return Databases.IsEmbedded(settings)
            ? Databases.Embedded(settings)
            : throw new InvalidConfigurationException($"A database is configured (DATABASE_URL). db/README.md tells how it {done}.");
    }
}
