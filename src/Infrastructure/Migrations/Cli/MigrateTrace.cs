using System.CommandLine;
using System.Globalization;
using Agora.Migrations.Files;
using Agora.Migrations.Testing;
using Agora.Migrations.Tracing;

namespace Agora.Migrations.Cli;

/// <summary><c>trace</c>: what the files really lock, scan and rewrite, on a scratch database full of generated rows.</summary>
internal static class MigrateTrace
{
    public static readonly Argument<string[]> Files = new("files")
    {
        Description = "Versions, names of repeatable files, or paths of either. Without any: all.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    public static Command Command(MigrateContext context)
    {
        var from = NumberOption.Optional("--from-version", "Trace this version and all after it.", least: 0);
        var rows = NumberOption.WithDefault("--rows", "Generated rows in each table.", 1000, least: 0, most: 10_000_000);
        var command = new Command(
            "trace",
            "Run the files on a scratch database of generated rows and tell what each statement locked, scanned and rewrote. "
            + "Exits with 5 when that differs from what the lint predicts, with 1 when a statement fails.")
        {
            Files, from, context.Folder.Option, context.TraceDatabase, context.Server, rows, MigrateVerbs.Json,
        };
        command.SetAction((parsed, ct) => context.Folder.RunAsync(parsed, async () =>
        {
            context.Folder.Announce(parsed, parsed.GetValue(MigrateVerbs.Json) ? Console.Error : Console.Out);
            var directory = MigrationDirectory.Read(context.Folder.Of(parsed));
            var request = Request(directory, parsed.GetValue(Files) ?? []) with { Rows = parsed.GetValue(rows) };
            if (parsed.GetValue(from) is { } first)
            {
                request = request with
                {
                    Versions = directory.Versioned.Where(file => file.Version >= first).Select(file => file.Version).ToHashSet(),
                };
            }

            var report = await RunAsync(context, parsed, request, ct);
            if (parsed.GetValue(MigrateVerbs.Json))
            {
                TraceOutput.WriteJson(report, Console.Out);
            }
            else
            {
                TraceOutput.WriteText(report, Console.Out);
            }

            return (MigratorExit)MigrateVerbs.End(report.Exit, report.Failure, directory.Root);
        }));
        return context.WithScratch(command);
    }

    /// <summary>Finds the files that are meant; none means all.</summary>
    /// <exception cref="UsageException">One of them does not exist.</exception>
    public static TraceRequest Request(MigrationDirectory directory, IReadOnlyList<string> files)
    {
        if (files.Count == 0)
        {
            return new TraceRequest();
        }

        var versions = new HashSet<long>();
        var repeatables = new HashSet<string>(StringComparer.Ordinal);
        foreach (var file in files)
        {
            var name = Path.GetFileName(file);
            var migration = directory.Versioned.FirstOrDefault(candidate =>
            {
                var version = candidate.Version.ToString(CultureInfo.InvariantCulture);
                return name == version || name.StartsWith(version + "_", StringComparison.Ordinal);
            });
            if (migration is not null)
            {
                versions.Add(migration.Version);
                continue;
            }

            var repeatable = directory.Repeatables.FirstOrDefault(candidate =>
                candidate.Name == file || file.EndsWith(candidate.Up.Path, StringComparison.Ordinal));
            repeatables.Add(repeatable?.Name ?? throw new UsageException($"There is no migration {file}."));
        }

        return new TraceRequest(versions, repeatables);
    }

    /// <summary>Traces on the database that the caller gave, or on one that is made for it and dropped.</summary>
    public static async Task<TraceReport> RunAsync(MigrateContext context, ParseResult parsed, TraceRequest request, CancellationToken ct)
    {
        var options = context.Folder.Offline(parsed);
        if (parsed.GetValue(context.TraceDatabase) is { } url)
        {
            var given = await ProvidedDatabase.OpenAsync(url, "--database", ct);
            var role = options.Role is { } owner && await given.MayBecomeAsync(owner, ct) ? options.Role : null;
            return await TraceAsync(options with { Role = role }, given, request, ct);
        }

        await using var server = await MigrateTest.OpenAsync(context, parsed, ct);
        await using var scratch = await server.Databases.CreateAsync(ct);
        return await TraceAsync(options, scratch, request, ct);
    }

    private static Task<TraceReport> TraceAsync(
        MigratorOptions options, IScratchDatabase database, TraceRequest request, CancellationToken ct) =>
        new Tracer(options with { ConnectionString = database.Migrator }, database, TimeProvider.System).RunAsync(request, ct);
}
