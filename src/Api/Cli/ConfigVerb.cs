using System.CommandLine;
using Agora.Api.Configuration;
using Agora.Infrastructure.Database;
using Agora.Infrastructure.Database.Configuration;

namespace Agora.Api.Cli;

/// <summary><c>agora db config</c>: settings and access rules for a configured server, or what the running one has otherwise.</summary>
internal static class ConfigVerb
{
    private static readonly Option<string?> Memory = new("--memory")
    {
        Description = "Memory of the server, such as 64GB. Default: that of this machine.",
    };

    private static readonly Option<int?> Cores = new("--cores") { Description = "Cores of the server. Default: those of this machine." };

    private static readonly Option<DiskKind> Disk = new("--disk")
    {
        Description = "hdd, ssd or nvme.",
        DefaultValueFactory = _ => DiskKind.Ssd,
    };

    private static readonly Option<Workload> Load = new("--workload")
    {
        Description = "oltp: many short statements. mixed: reports beside them. analytics: few long ones.",
        DefaultValueFactory = _ => Workload.Mixed,
    };

    private static readonly Option<int> Connections = new("--connections")
    {
        Description = "Connections of clients at most.",
        DefaultValueFactory = _ => Machine.ConnectionsDefault,
    };

    private static readonly Option<string> Compression = new("--wal-compression")
    {
        Description = "zstd, lz4 or pglz: one that the server was built with.",
        DefaultValueFactory = _ => "zstd",
    };

    private static readonly Option<string[]> Networks = new("--network")
    {
        Description = "A network from which connections over TLS are taken; repeat it. Default: the private ones.",
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Option<string> Account = new("--account")
    {
        Description = "Account of the operating system that may become superuser over the socket.",
        DefaultValueFactory = _ => "postgres",
    };

    private static readonly Option<string> Certificate = new("--certificate")
    {
        Description = "File of the server's certificate, as the server sees it.",
        DefaultValueFactory = _ => "server.crt",
    };

    private static readonly Option<string> Key = new("--key")
    {
        Description = "File of its key, which only the account of the server may read.",
        DefaultValueFactory = _ => "server.key",
    };

    private static readonly Option<string?> Folder = new("--output")
    {
        Description = "Write agora.conf, pg_hba.conf and pg_ident.conf into this folder, instead of to standard output.",
    };

    private static readonly Option<bool> Diff = new("--diff")
    {
        Description = "Write nothing; say what the running server has otherwise, and why to change it. Exits with 1 on a difference.",
    };

    public static Command Command()
    {
        Compression.AcceptOnlyFromAmong("zstd", "lz4", "pglz");
        var command = new Command(
            "config",
            "Write settings and access rules for a server of your own, with the reasons as comments, from its memory, cores, disk and "
            + "work. Changes no server.")
        {
            Memory, Cores, Disk, Load, Connections, Compression, Networks, Account, Certificate, Key, Folder, Diff,
        };
        command.SetAction((parsed, ct) => parsed.GetValue(Diff) ? CompareAsync(parsed, ct) : WriteAsync(parsed, ct));
        return command;
    }

    private static Machine MachineOf(ParseResult parsed) => new Machine(
        parsed.GetValue(Memory) is { } memory ? Machine.ParseMemory(memory) : Machine.MemoryHere,
        parsed.GetValue(Cores) ?? Environment.ProcessorCount,
        parsed.GetValue(Disk),
        parsed.GetValue(Load),
        parsed.GetValue(Connections)).Checked();

    private static IReadOnlyList<ServerSetting> SettingsOf(ParseResult parsed, Machine machine) => ServerSettings.For(
        machine, parsed.GetRequiredValue(Certificate), parsed.GetRequiredValue(Key), parsed.GetRequiredValue(Compression));

    private static async Task<int> WriteAsync(ParseResult parsed, CancellationToken ct)
    {
        var machine = MachineOf(parsed);
        var networks = parsed.GetValue(Networks) is [_, ..] named ? named : AccessRules.PrivateNetworks;
        (string Name, string Text)[] files =
        [
            ("agora.conf", ServerSettings.Write(
                SettingsOf(parsed, machine),
                $"Settings for a server with {machine.Megabytes} MB, {machine.Cores} cores and {machine.Disk} disks, for "
                + $"{machine.Workload} work.".ToLowerInvariant(),
                "Copy it into the data folder and add to the end of postgresql.conf: include 'agora.conf'",
                "What equals the default of PostgreSQL is left out. ALTER SYSTEM wins over this file.")),
            ("pg_hba.conf", AccessRules.WriteRules(networks)),
            ("pg_ident.conf", AccessRules.WriteMap(parsed.GetRequiredValue(Account))),
        ];
        if (parsed.GetValue(Folder) is not { } folder)
        {
            Console.Write(string.Join('\n', files.Select(file => $"# ===== {file.Name}\n{file.Text}")));
            return CommandLine.Done;
        }

        try
        {
            Directory.CreateDirectory(folder);
            foreach (var (name, text) in files)
            {
                await File.WriteAllTextAsync(Path.Combine(folder, name), text, ct);
                Console.WriteLine($"Wrote {Path.Combine(folder, name)}");
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InvalidConfigurationException($"The folder {folder} cannot be written: {exception.Message}");
        }

        return CommandLine.Done;
    }

    private static async Task<int> CompareAsync(ParseResult parsed, CancellationToken ct)
    {
        await using var database = await Databases.OpenAsync(Settings.Load([]), ct);
        var login = database.LoginOf("watch");
        if (!database.Access.IsLocal && (parsed.GetValue(Memory) is null || parsed.GetValue(Cores) is null))
        {
            throw new InvalidConfigurationException(
                $"The server runs on {login.Address}: say with --memory and --cores what that machine has.");
        }

        var advised = database.Cluster is null
            ? SettingsOf(parsed, MachineOf(parsed))
            : ServerSettings.ForEmbedded(Machine.OfEmbedded(Databases.Embedded(Settings.Load([]))));
        var differences = await SettingDifferences.ReadAsync(database.Access, advised, ct);
        if (differences.Count == 0)
        {
            Console.WriteLine($"The server has all {advised.Count} settings as advised.");
            return CommandLine.Done;
        }

        string[] head = ["setting", "now", "advised", "takes", "reason"];
        TextTable.Write(differences.Select(difference => new[]
        {
            difference.Advised.Name, difference.Running, difference.Advised.Value, difference.NeedsRestart ? "restart" : "reload",
            difference.Advised.Reason,
        }).Prepend(head));
        return CommandLine.Failed;
    }
}
