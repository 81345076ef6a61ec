using System.CommandLine;
using Agora.Migrations.Files;

namespace Agora.Migrations.Cli;

/// <summary>Which files the verbs work on: one rule for all of them.</summary>
internal sealed class MigrateFolder(IMigrateHost host)
{
    public Option<string?> Option { get; } = new("--dir")
    {
        Description = "Folder with migrations, repeatable and migrate.toml. Without it: db, here or above"
            + (host.BuiltFolder is null ? "." : ", or else the files that were built with this program."),
    };

    public Option<string?> Base { get; } = new("--changed-since")
    {
        Description = "Branch that the change will be merged into. What it has must stay as it is, and only what is new counts as new.",
    };

    /// <exception cref="UsageException">The folder holds no migrations.</exception>
    public string Of(ParseResult parsed) => Found(parsed).Folder;

    /// <summary>Where files are written: never the copy beside the program. A folder that was named need not be there yet.</summary>
    /// <exception cref="UsageException">No folder was given, and there is none here or above.</exception>
    public string SourceOf(ParseResult parsed) => parsed.GetValue(Option) ?? Checkout() ?? throw new UsageException(
        "There is no folder db/migrations here or above: go to the repository, or name a folder with --dir, which is made.");

    /// <summary>Null when the caller named no branch.</summary>
    /// <exception cref="MigrationException">git does not know it.</exception>
    public async Task<BranchBase?> BaseOfAsync(ParseResult parsed, CancellationToken ct) =>
        parsed.GetValue(Base) is { } reference ? await BranchBase.ReadAsync(Of(parsed), reference, ct) : null;

    /// <summary>The first line of every verb: which files, and which database.</summary>
    /// <param name="output">Standard output, or standard error where that holds a document for programs.</param>
    public void Announce(ParseResult parsed, TextWriter output, string? database = null)
    {
        var (folder, why) = Found(parsed);
        output.WriteLine($"files {Path.GetFullPath(folder)} ({why}){(database is null ? "" : $"; database {database}")}");
    }

    /// <summary>Runs a verb, and turns a refusal of the migrator into its message and exit code.</summary>
    public async Task<int> RunAsync(ParseResult parsed, Func<Task<MigratorExit>> verb)
    {
        try
        {
            return (int)await verb();
        }
        catch (MigrationException refused)
        {
            return MigrateVerbs.End(refused.Failure.Exit, refused.Failure, Find(parsed)?.Folder ?? "");
        }
    }

    /// <summary>Options for verbs that read files and no database.</summary>
    public MigratorOptions Offline(ParseResult parsed) => For("", parsed);

    /// <exception cref="MigrationException">The policy file cannot be understood.</exception>
    public MigratorOptions For(string connectionString, ParseResult parsed)
    {
        var folder = Of(parsed);
        return new MigratorOptions
        {
            ConnectionString = connectionString,
            Directory = folder,
            Role = PolicyFile.Read(folder).Role,
            Program = host.Texts.Program,
        };
    }

    private (string Folder, string Why) Found(ParseResult parsed) => Find(parsed) ?? throw NoFolder();

    private (string Folder, string Why)? Find(ParseResult parsed) =>
        Named(parsed) is { } named ? (named, "--dir")
        : Checkout() is { } found ? (found, "found here or above")
        : host.BuiltFolder is { } built ? (built, "built with this program")
        : null;

    private string? Named(ParseResult parsed) => parsed.GetValue(Option) switch
    {
        null => null,
        var named when Holds(named) => named,
        var wrong => throw new UsageException($"There is no folder {Path.Combine(wrong, "migrations")}."),
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

    private static UsageException NoFolder() =>
        new("There is no folder db/migrations here or above: go to the repository, or say --dir.");

    private static bool Holds(string folder) => Directory.Exists(Path.Combine(folder, "migrations"));
}
