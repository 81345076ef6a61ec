using System.CommandLine;
using Agora.Application.Common;
using Agora.Infrastructure.Backups;
using Agora.Infrastructure.Database.Embedded;
using Agora.Migrations.Cli;

namespace Agora.Api.Cli;

/// <summary>The command <c>agora</c>. Results go to standard output, everything else to standard error.</summary>
internal static class CommandLine
{
    public const int Done = 0, Failed = 1, Usage = 2;

    public static RootCommand Root()
    {
        var root = new RootCommand(
            "Agora: a community backend on PostgreSQL 17, and the tool for its database. Serves when called without a command. "
            + "A flag overrides the environment, the environment overrides .env, and .env overrides appsettings.json.")
        {
            Serve.Command(),
            Worker.Command(),
            DoctorVerb.Command(),
            DatabaseVerbs.Command(),
            BackupVerbs.Command(),
            ClusterVerbs.Command(),
            ConsoleVerb.Command(),
            MigrateHost.Command(),
            JobVerbs.Command(),
            UserVerbs.Command(),
            MediaVerbs.Command(),
            ImportRows.Command(),
            ExportRows.Command(),
        };
        root.HelpName = "agora";
        return root;
    }

    public static async Task<int> InvokeAsync(string[] args)
    {
        // Everything but a known command or a request for help starts the server, so that `dotnet run` serves.
        var serves = args.Length == 0 || (args[0].StartsWith('-') && args[0] is not ("--help" or "-h" or "-?" or "--version"));
        return await CommandRun.InvokeAsync(Root().Parse(serves ? ["serve", .. args] : args), Explain);
    }

    private static CommandFailure? Explain(Exception exception) => exception switch
    {
        EmbeddedPostgresException embedded => new CommandFailure(embedded.Message, IsForTheOperator(embedded) ? Usage : Failed),
        BackupException backup => new CommandFailure(backup.Message, backup.Refused ? Usage : Failed),
        DependencyException => new CommandFailure(exception.Message, Failed),
        _ => null,
    };

    /// <summary>Whether another setting fixes it.</summary>
    private static bool IsForTheOperator(EmbeddedPostgresException exception) => exception.Failure is
        EmbeddedPostgresFailure.BadFolder
        or EmbeddedPostgresFailure.WrongVersion
        or EmbeddedPostgresFailure.PortTaken
        or EmbeddedPostgresFailure.InUse;
}
