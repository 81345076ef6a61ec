using System.CommandLine;
using Agora.Infrastructure.Database;
using Agora.Migrations;
using Agora.Migrations.Files;

namespace Agora.Api.Cli;

/// <summary>Which files the verbs of <c>agora migrate</c> work on: one rule for all of them.</summary>
internal static class MigrateFolder
{
    public static readonly Option<string?> Option = new("--dir")
    {
        Description = "Folder with migrations, repeatable and migrate.toml. Without it: db, here or above, or else the files that were built with this program.",
    };

    public static readonly Option<string?> Base = new("--changed-since")
    {
        Description = "Branch that the change will be merged into. What it has must stay as it is, and only what is new counts as new.",
    };

    /// <exception cref="InvalidConfigurationException">The folder holds no migrations.</exception>
    public static string Of(ParseResult parsed) => Find(parsed).Folder;

    /// <summary>Where files are written: never the copy beside the program.</summary>
    /// <exception cref="InvalidConfigurationException">Nobody named a folder, and there is none here or above.</exception>
    public static string SourceOf(ParseResult parsed) => Named(parsed) ?? Checkout()
        ?? throw new InvalidConfigurationException("There is no folder db/migrations here or above: go to the repository, or say --dir.");

    /// <summary>Null when the caller named no branch.</summary>
    /// <exception cref="MigrationException">git does not know it.</exception>
    public static async Task<BranchBase?> BaseOfAsync(ParseResult parsed, CancellationToken ct) =>
        parsed.GetValue(Base) is { } reference ? await BranchBase.ReadAsync(Of(parsed), reference, ct) : null;

    /// <summary>The first line of every verb: which files, and which database.</summary>
    /// <param name="output">Standard output, or standard error where that holds a document for programs.</param>
    public static void Announce(ParseResult parsed, TextWriter output, string? database = null)
    {
        var (folder, why) = Find(parsed);
        output.WriteLine($"files {Path.GetFullPath(folder)} ({why}){(database is null ? "" : $"; database {database}")}");
    }

    /// <summary>Runs a verb, and turns a refusal of the migrator into its message and exit code.</summary>
    public static async Task<int> RunAsync(ParseResult parsed, Func<Task<MigratorExit>> verb)
    {
        try
        {
            return (int)await verb();
        }
        catch (MigrationException refused)
        {
            return MigrateVerbs.End(refused.Failure.Exit, refused.Failure, Of(parsed));
        }
    }

    /// <summary>Options for verbs that read files and no database.</summary>
    public static MigratorOptions Offline(ParseResult parsed) => DatabaseMigrations.Options(connectionString: "", Of(parsed));

    private static (string Folder, string Why) Find(ParseResult parsed) =>
        Named(parsed) is { } named ? (named, "--dir")
        : Checkout() is { } found ? (found, "found here or above")
        : (DatabaseMigrations.Directory, "built with this program");

    private static string? Named(ParseResult parsed) => parsed.GetValue(Option) switch
    {
        null => null,
        var named when Holds(named) => named,
        var wrong => throw new InvalidConfigurationException($"There is no folder {Path.Combine(wrong, "migrations")}."),
    };

    private static string? Checkout()
    {
        for (var at = new DirectoryInfo(Environment.CurrentDirectory); at is not null; at = at.Parent)
        {
            if (Holds(Path.Combine(at.FullName, "db")))
            {
                return Path.Combine(at.FullName, "db");
            }
        }

        return null;
    }

    private static bool Holds(string folder) => Directory.Exists(Path.Combine(folder, "migrations"));
}
