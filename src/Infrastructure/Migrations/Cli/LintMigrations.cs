using System.CommandLine;
using Agora.Migrations.Connections;
using Agora.Migrations.Events;
using Agora.Migrations.Files;
using Agora.Migrations.Lint;
using Agora.Migrations.Lint.Output;

namespace Agora.Migrations.Cli;

/// <summary><c>lint</c>: what the files would lock, rewrite or lose. Needs no server.</summary>
internal static class LintMigrations
{
    private static readonly Option<LintFormat> Format = new("--format")
    {
        Description = "Who reads the findings.",
        DefaultValueFactory = _ => LintFormat.Text,
    };

    private static readonly Option<bool> Verbose = new("--verbose") { Description = "Show notes and accepted findings as well." };
    private static readonly Option<string?> Policy = new("--policy")
    {
        Description = "A migrate.toml to check against, instead of the one in the folder.",
    };
    private static readonly Option<string?> Statistics = new("--statistics")
    {
        Description = "Sizes of the tables in production (schema,table,rows,bytes), instead of the stats.csv in the folder.",
    };

    private static readonly Option<string[]> External = new("--external")
    {
        Description = "Check SQL outside of that folder: files or folders, in the order in which they run; - reads standard input.",
        AllowMultipleArgumentsPerToken = true,
    };

    private static readonly Option<bool> InTransaction = new("--in-transaction")
    {
        Description = "With --external: its tool wraps each file in a transaction.",
    };

    private static readonly Option<string?> Prefix = new("--path-prefix")
    {
        Description = "Put in front of every path, so that a CI server finds the files.",
        DefaultValueFactory = _ => "",
    };

    private static readonly Option<string?> Grammar = new("--grammar")
    {
        Description = "Login of any PostgreSQL 17, whose own grammar is asked as well; nothing is run.",
    };

    public static Command Command(MigrateContext context)
    {
        var command = new Command(
            "lint",
            $"Tell what the files would lock, rewrite or lose, with the safer way. {context.Texts.Rules} explains every rule. Exits with 5 "
            + "on an error.")
        {
            context.Folder.Option, context.Folder.Base, Format, Verbose, Policy, Statistics, External, InTransaction, Prefix, Grammar,
        };
        command.SetAction((parsed, ct) => context.Folder.RunAsync(parsed, async () =>
        {
            var request = parsed.GetValue(External) is { Length: > 0 } paths
                ? ExternalRequest(parsed, paths)
                : await OwnRequestAsync(context, parsed, ct);
            Announce(context, parsed, parsed.GetValue(Format) == LintFormat.Text ? Console.Out : Console.Error);
            var report = MigrationLinter.Lint(request);
            if (parsed.GetValue(Grammar) is { } server)
            {
                report = report.With(await GrammarAsync(server, request.Files, ct));
            }

            var output = new LintOutputOptions(
                parsed.GetValue(Prefix) ?? "", parsed.GetValue(Verbose), context.Texts.Program, context.Texts.RulesPage);
            LintOutput.Write(report, parsed.GetValue(Format), Console.Out, output);
            return report.Fails(request.Options.FailOn) ? MigratorExit.LintErrors : MigratorExit.Ok;
        }));
        return command;
    }

    private static async Task<LintRequest> OwnRequestAsync(MigrateContext context, ParseResult parsed, CancellationToken ct)
    {
        var root = context.Folder.Of(parsed);
        var directory = MigrationDirectory.Read(root);
        using var merged = await context.Folder.BaseOfAsync(parsed, ct);
        var options = Options(parsed, root) with
        {
            Base = merged?.TokenHashesFor(directory),
            Changed = merged?.ChangedIn(directory),
        };
        return LintRequest.Of(directory, options);
    }

    private static void Announce(MigrateContext context, ParseResult parsed, TextWriter output)
    {
        if (parsed.GetValue(External) is { Length: > 0 } paths)
        {
            output.WriteLine($"files {string.Join(' ', paths)} (--external)");
        }
        else
        {
            context.Folder.Announce(parsed, output);
        }
    }

    private static Task<IReadOnlyList<Finding>> GrammarAsync(string server, IEnumerable<LintFile> files, CancellationToken ct)
    {
        var login = PostgresUrl.Parse(server, "--grammar").ConnectionString;
        var options = new MigratorOptions { ConnectionString = login, Directory = "" };
        return new Migrator(options, SilentObserver.Instance, TimeProvider.System).CheckGrammarAsync(files, ct);
    }

    private static LintRequest ExternalRequest(ParseResult parsed, string[] paths) => LintRequest.External(
        paths.SelectMany(Files).ToList() is { Count: > 0 } files
            ? files
            : throw new MigrationException(MigratorExit.Usage, $"There is no *.sql file in {string.Join(", ", paths)}."),
        Options(parsed, Environment.CurrentDirectory) with { ExternalRunsInTransaction = parsed.GetValue(InTransaction) });

    private static LintOptions Options(ParseResult parsed, string folder) => LintPolicy.Of(
        parsed.GetValue(Policy) is { } policy ? PolicyFile.ReadFile(Existing(policy)) : PolicyFile.Read(folder),
        LintPolicy.Statistics(parsed.GetValue(Statistics) is { } sizes ? Existing(sizes) : Path.Combine(folder, LintPolicy.StatisticsFile)),
        TimeProvider.System.GetUtcNow());

    private static IEnumerable<MigrationFile> Files(string path)
    {
        if (path == "-")
        {
            using var input = Console.OpenStandardInput();
            using var bytes = new MemoryStream();
            input.CopyTo(bytes);
            return [new MigrationFile("standard input", bytes.ToArray())];
        }

        return Directory.Exists(path)
            ? Directory.EnumerateFiles(path, "*.sql", SearchOption.AllDirectories)
                .Order(StringComparer.Ordinal)
                .Select(file => new MigrationFile(file, File.ReadAllBytes(file)))
            : [new MigrationFile(path, File.ReadAllBytes(Existing(path)))];
    }

    private static string Existing(string path) => File.Exists(path) ? path : throw new UsageException($"There is no file {path}.");
}
