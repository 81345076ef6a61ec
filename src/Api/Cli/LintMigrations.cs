using System.CommandLine;
using Agora.Infrastructure.Database;
using Agora.Infrastructure.Database.Migrations;
using Agora.Infrastructure.Database.Migrations.Files;
using Agora.Infrastructure.Database.Migrations.Lint;
using Agora.Infrastructure.Database.Migrations.Lint.Output;

namespace Agora.Api.Cli;

/// <summary><c>agora migrate lint</c>: what the files would lock, rewrite or lose. Needs no server.</summary>
internal static class LintMigrations
{
    public static Command Command()
    {
        var directory = new Option<string?>("--dir")
        {
            Description = "Folder with migrations and repeatable. Without it: the files that were built with this program.",
        };
        var format = new Option<LintFormat>("--format") { Description = "Who reads the findings.", DefaultValueFactory = _ => LintFormat.Text };
        var verbose = new Option<bool>("--verbose") { Description = "Show notes and accepted findings as well." };
        var command = new Command("lint", "Tell what the files would lock, rewrite or lose, with the safer way. db/rules.md explains every rule. Exits with 5 on an error.")
        {
            directory, format, verbose,
        };
        command.SetAction(parsed =>
        {
            var root = parsed.GetValue(directory) ?? DatabaseMigrations.Directory;
            if (!Directory.Exists(Path.Combine(root, "migrations")))
            {
                throw new InvalidConfigurationException($"There is no folder {Path.Combine(root, "migrations")}.");
            }

            var options = new LintOptions { Now = TimeProvider.System.GetUtcNow(), SearchPath = ["app", "public"] };
            var report = MigrationLinter.Lint(LintRequest.Of(MigrationDirectory.Read(root), options));
            LintOutput.Write(report, parsed.GetValue(format), Console.Out, new LintOutputOptions(Verbose: parsed.GetValue(verbose)));
            return (int)(report.Fails() ? MigratorExit.LintErrors : MigratorExit.Ok);
        });
        return command;
    }
}
