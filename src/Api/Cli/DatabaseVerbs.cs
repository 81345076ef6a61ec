using System.CommandLine;
using System.Diagnostics;
using Agora.Api.Configuration;
using Agora.Infrastructure.Database;
using Agora.Infrastructure.Database.Bootstrap;
using Agora.Infrastructure.Database.Embedded;
using Agora.Infrastructure.Database.Embedded.Replication;
using Agora.Infrastructure.Secrets;
using Agora.Migrations.Cli;
using Agora.Migrations.Connections;

namespace Agora.Api.Cli;

/// <summary><c>agora db ...</c>: the server under Agora, its own or an operator's.</summary>
internal static class DatabaseVerbs
{
    public static Command Command()
    {
        var command = new Command("db", "Look after the database server.")
        {
            Init(),
            Status(),
            ProbeVerb.Command(),
            ExplainVerb.Command(),
            ConfigVerb.Command(),
            PoolerVerb.Command(),
        };
        foreach (var action in ActionVerbs.Commands())
        {
            command.Add(action);
        }

        command.Add(MaintainVerb.Command());
        command.Add(Shell());
        command.Add(CheckAggregates.Command());
        command.Add(CheckAggregates.FormerCommand());
        command.Add(Reset());
        return command;
    }

    private static Command Init()
    {
        var admin = new Option<string>("--admin")
        {
            Description = "Login of a superuser, as URL or key=value.",
            Required = true,
        };
        var name = new Option<string>("--name") { Description = "Database to make.", DefaultValueFactory = _ => "agora" };
        var command = new Command(
            "init",
            "Prepare a server of your own, once: roles, database, extensions. Gives the settings to run with and a login for analysis, "
            + "as a file or on standard output; running it again gives every role a new password.")
        {
            admin, name, OutputFile.Option, OutputFile.Force,
        };
        command.SetAction(async (parsed, ct) =>
        {
            var database = parsed.GetRequiredValue(name);
            await using var file = OutputFile.Open(parsed);
            var (report, logins) = await DatabaseBootstrap.PrepareAsync(parsed.GetRequiredValue(admin), "--admin", database, ct);

            Output.Progress.Report(report.CreatedDatabase ? $"Database {database} was made." : $"Database {database} was there.");
            foreach (var missing in report.MissingExtensions)
            {
                Output.Progress.Report($"The server does not offer {missing}: what needs it stays off.");
            }

            var settings = InitialSettings(logins);
            if (file is null)
            {
                Output.Progress.Report("Keep these settings secret, then run: agora migrate up");
                Console.Write(settings);
                return CommandLine.Done;
            }

            await file.WriteAsync(
                settings,
                "the logins of all roles and a new SECRET_KEY. Keep it secret.",
                $"set -a; . {file.ShellWord}; set +a; agora migrate up",
                // The roles have their new passwords, which only this file tells.
                CancellationToken.None);
            return CommandLine.Done;
        });
        return command;
    }

    // The login for people is a comment, so that it does not enter the environment of a server that has no use for it.
    private static string InitialSettings(IReadOnlyDictionary<string, DatabaseLogin> logins) =>
        $"""
        DATABASE_URL={logins["app_api"].Url}
        DATABASE_MIGRATOR_URL={logins["app_migrator"].Url}
        DATABASE_WATCH_URL={logins["ops_watch"].Url}
        DATABASE_MAINTAIN_URL={logins["ops_maintain"].Url}
        DATABASE_BACKUP_URL={logins["ops_backup"].Url}
        SECRET_KEY={SecretKeys.Generate()}
        # Login for analysis. Agora does not use it: store it where it is used.
        # APP_READONLY_URL={logins["app_readonly"].Url}

        """;

    private static Command Status()
    {
        var command = new Command("status", "Say which database Agora uses, and whether it runs.");
        command.SetAction(async (_, ct) =>
        {
            var settings = Settings.Load([]);
            var options = Databases.Options(settings);
            if (!Databases.IsEmbedded(settings))
            {
                var login = DatabaseLogin.Parse(options.Url!, "DATABASE_URL");
                Console.WriteLine($"configured  {login.Database} on {login.Address} as {login.User}");
                return CommandLine.Done;
            }

            var embedded = Databases.Embedded(settings);
            var installation = await PostgresProvisioner.FindOrProvisionAsync(embedded, Output.Progress, TimeProvider.System, ct);
            var status = EmbeddedCluster.GetStatus(installation, embedded);
            Console.WriteLine($"programs    PostgreSQL {installation.Version} in {installation.BinDirectory}");
            Console.WriteLine($"data        {status.Folder}{(status.Initialised ? "" : " (empty)")}");
            Console.WriteLine(status.ProcessId is { } process ? $"running     process {process}, port {status.Port}" : "running     no");
            return CommandLine.Done;
        });
        return command;
    }

    private static Command Shell()
    {
        var role = new Option<string>("--role")
        {
            Description = "api: what a request may see. migrator: what a migration may do. watch: statistics. maintain: vacuum, reindex, "
                + "cancel. admin: superuser of the embedded server.",
            DefaultValueFactory = _ => "api",
        };
        role.AcceptOnlyFromAmong("api", "migrator", "watch", "maintain", "admin");
        var command = new Command("shell", "Open psql on the database; the words behind -- go to psql.") { role };
        var rest = new Argument<string[]>("psql arguments") { Arity = ArgumentArity.ZeroOrMore };
        command.Add(rest);
        command.SetAction(async (parsed, ct) =>
        {
            var settings = Settings.Load([]);
            await using var database = await Databases.OpenAsync(settings, ct);
            var login = database.LoginOf(parsed.GetRequiredValue(role));
            var psql = new ProcessStartInfo(
                Path.Combine(ClientPrograms.BinDirectory(Databases.Embedded(settings), database.Installation), "psql"),
                parsed.GetValue(rest) ?? []);
            foreach (var (name, value) in login.Variables)
            {
                psql.Environment[name] = value;
            }

            psql.Environment["PGUSER"] = login.User;
            psql.Environment["PGPASSWORD"] = login.Password;
            psql.Environment["PGDATABASE"] = login.Database;
            using var process = Process.Start(psql)!;
            await process.WaitForExitAsync(CancellationToken.None);
            return process.ExitCode;
        });
        return command;
    }

    private static Command Reset()
    {
        var yes = new Option<bool>("--yes") { Description = "Do not ask." };
        var command = new Command("reset", "Delete all data of the embedded server. A configured database is never touched.") { yes };
        command.SetAction(async (parsed, ct) =>
        {
            var settings = Settings.Load([]);
            if (!Databases.IsEmbedded(settings))
            {
                throw new InvalidConfigurationException("A database is configured (DATABASE_URL). Only the embedded one can be reset.");
            }

            var embedded = Databases.Embedded(settings);
            var installation = await PostgresProvisioner.FindOrProvisionAsync(embedded, Output.Progress, TimeProvider.System, ct);
            var folder = EmbeddedCluster.GetStatus(installation, embedded).Folder;
            if (!Output.Confirm($"Delete all data in {folder}?", parsed.GetValue(yes)))
            {
                Output.Progress.Report("Nothing was deleted.");
                return CommandLine.Failed;
            }

            await ClusterGroup.ResetAsync(installation, embedded, TimeProvider.System, ct);
            Console.WriteLine($"Deleted {folder}");
            return CommandLine.Done;
        });
        return command;
    }
}
