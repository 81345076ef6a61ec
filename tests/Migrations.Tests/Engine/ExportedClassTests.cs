using System.Diagnostics;
using System.Reflection;
using Agora.Migrations.Planning;
using FluentMigrator.Runner;
using Microsoft.Extensions.DependencyInjection;

namespace Agora.Migrations.Tests.Engine;

/// <summary>What <c>migrate export --fluentmigrator</c> writes, compiled and run by FluentMigrator as it comes.</summary>
public sealed class ExportedClassTests
{
    private const string History =
        "SELECT string_agg(\"Version\" || ' ' || \"Description\", E'\\n' ORDER BY \"Version\") FROM \"VersionInfo\"";

    [Fact]
    public async Task Lead_to_the_same_schema_and_history_and_back()
    {
        await using var ours = Files(await Bench.CreateAsync());
        await using var stock = Files(await Bench.CreateAsync());
        var classes = await CompileAsync(ours);

        await ours.MustUpAsync();
        Stock(stock, classes, runner => runner.MigrateUp());

        (await stock.SchemaAsync()).ShouldBe(await ours.SchemaAsync());
        (await stock.ScalarAsync<string>(History)).ShouldBe(await ours.ScalarAsync<string>(History));
        (await stock.MustUpAsync()).Applied.ShouldBeEmpty();
        (await stock.Migrator().StatusAsync(CancellationToken.None)).Versions.ShouldAllBe(line => line.State == MigrationState.Applied);
        Stock(stock, classes, runner => runner.MigrateDown(0));
        Objects(await stock.SchemaAsync()).ShouldBeEmpty();
    }

    private static Bench Files(Bench bench) => bench
        .Migration(
            "20260101000000_make_things",
            "CREATE TABLE things (id bigint CONSTRAINT things_pkey PRIMARY KEY, data jsonb);\nINSERT INTO things VALUES (1, '{\"a\": "
            + "{}}');",
            "DROP TABLE things;")
        .Migration(
            "20260102000000_index_things",
            """
            -- migrate: step
            ALTER TABLE things ADD COLUMN name text;
            -- migrate: step transaction=off
            CREATE INDEX CONCURRENTLY things_name_idx ON things (name);
            CREATE INDEX CONCURRENTLY things_data_idx ON things USING gin (data);
            -- migrate: step
            ALTER TABLE things ADD CONSTRAINT things_name_check CHECK (name <> '') NOT VALID;
            """,
            "ALTER TABLE things DROP COLUMN name;\nDROP INDEX things_data_idx;")
        .Migration(
            "20260103000000_count_things",
            "CREATE FUNCTION count_things() RETURNS bigint LANGUAGE plpgsql AS $$ BEGIN RETURN (SELECT count(*) FROM things); END; $$;",
            "DROP FUNCTION count_things();");

    private static IEnumerable<string> Objects(string schema) => schema.Split('\n').Where(line =>
        !line.Contains("VersionInfo", StringComparison.Ordinal) && !line.Contains("UC_Version", StringComparison.Ordinal));

    private static void Stock(Bench bench, Assembly classes, Action<IMigrationRunner> verb)
    {
        using var provider = new ServiceCollection()
            .AddFluentMigratorCore()
            .ConfigureRunner(builder => builder
                .AddPostgres().WithGlobalConnectionString($"{bench.ConnectionString};Pooling=false").ScanIn(classes).For.Migrations())
            .BuildServiceProvider(validateScopes: false);
        using var scope = provider.CreateScope();
        verb(scope.ServiceProvider.GetRequiredService<IMigrationRunner>());
    }

    /// <summary>By the compiler of the SDK that these tests run on.</summary>
    private static async Task<Assembly> CompileAsync(Bench bench)
    {
        var root = new FileInfo(typeof(object).Assembly.Location).Directory!.Parent!.Parent!.Parent!.FullName;
        var compiler = Directory.GetDirectories(Path.Combine(root, "sdk"))
            .Select(sdk => Path.Combine(sdk, "Roslyn", "bincore", "csc.dll"))
            .Last(File.Exists);
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Array.Exists(
                (string[])["System.", "FluentMigrator", "netstandard"],
                start => Path.GetFileName(path).StartsWith(start, StringComparison.Ordinal)));
        bench.Write("exported/usings.cs", "global using System;");
        foreach (var one in bench.Migrator().ExportFluentMigrator("Exported"))
        {
            bench.Write($"exported/{one.Name}", one.Text);
        }

        var target = Path.Combine(bench.Root, "exported", $"Exported{Guid.NewGuid():N}.dll");
        string[] options = ["-nologo", "-target:library", $"-out:\"{target}\"", .. references.Select(path => $"-r:\"{path}\"")];
        bench.Write("exported/compile.rsp", string.Join('\n', options));
        using var process = Process.Start(new ProcessStartInfo(
            Path.Combine(root, "dotnet"),
            ["exec", compiler, $"@{Path.Combine(bench.Root, "exported", "compile.rsp")}", Path.Combine(bench.Root, "exported", "*.cs")])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        })!;
        var said = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        process.ExitCode.ShouldBe(0, said);
        return Assembly.Load(await File.ReadAllBytesAsync(target));
    }
}
