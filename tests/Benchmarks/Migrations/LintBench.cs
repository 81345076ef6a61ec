using System.Diagnostics;
using System.Globalization;
using System.Text;
using Agora.Migrations.Files;
using Agora.Migrations.Lint;

namespace Agora.Benchmarks.Migrations;

/// <summary>How long the lint takes over a directory of 1,000 files and 5 MB, and over one file of 10 MB. Needs no server.</summary>
internal static class LintBench
{
    private const int Files = 1000;
    private const int FileBytes = 5_000_000 / Files;
    private const int BigBytes = 10_000_000;

    public static Task RunAsync()
    {
        var root = Directory.CreateTempSubdirectory("agora-lint-");
        try
        {
            var migrations = root.CreateSubdirectory("migrations").FullName;
            for (var i = 0; i < Files / 2; i++)
            {
                var version = new DateTime(2026, 1, 1).AddSeconds(i).ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture);
                var name = Path.Combine(migrations, $"{version}_table_{i:000}");
                File.WriteAllText($"{name}.sql", Up(i));
                File.WriteAllText($"{name}.down.sql", Down(i));
            }

            // The first run pays for the just-in-time compiler, as the only run of a command does.
            for (var run = 0; run < 4; run++)
            {
                Measure(
                    run == 0 ? "1,000 files, first run" : "1,000 files",
                    () => LintRequest.Of(MigrationDirectory.Read(root.FullName), Options()));
            }

            File.WriteAllText(Path.Combine(root.FullName, "big.sql"), Inserts());
            for (var run = 0; run < 3; run++)
            {
                Measure(
                    "10 MB of INSERT",
                    () => LintRequest.External(
                        [new MigrationFile("big.sql", File.ReadAllBytes(Path.Combine(root.FullName, "big.sql")))], Options()));
            }
        }
        finally
        {
            root.Delete(recursive: true);
        }

        return Task.CompletedTask;
    }

    private static LintOptions Options() => new()
    {
        Now = new DateTimeOffset(2026, 6, 1, 0, 0, 0, TimeSpan.Zero),
        SearchPath = ["app", "public"],
    };

    private static void Measure(string name, Func<LintRequest> read)
    {
        GC.Collect();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        using var process = Process.GetCurrentProcess();
        var worked = process.TotalProcessorTime;
        var start = Stopwatch.GetTimestamp();
        var request = read();
        var report = MigrationLinter.Lint(request);
        var took = Stopwatch.GetElapsedTime(start);
        process.Refresh();
        worked = process.TotalProcessorTime - worked;
        var held = GC.GetTotalMemory(forceFullCollection: true) - before;
        Console.WriteLine(
            $"{name,-24}{took.TotalMilliseconds,8:0} ms, processor {worked.TotalMilliseconds,6:0} ms   "
            + $"{request.Files.Count,5} files {report.Statements,7} statements {report.Findings.Count,6} findings   "
            + $"holds {held / 1_000_000.0,6:0.0} MB, peak of the process {process.PeakWorkingSet64 / 1_000_000.0,6:0} MB");
        GC.KeepAlive(request);
    }

    private static string Up(int number)
    {
        var text = new StringBuilder($"""
            -- Table {number} and the column that table {number / 2} gets.
            CREATE TABLE app.t{number} (
                id         bigint      NOT NULL CONSTRAINT t{number}_pkey PRIMARY KEY,
                parent_id  bigint      CONSTRAINT t{number}_parent_id_fkey REFERENCES app.t{number / 2} (id) ON DELETE CASCADE,
                name       text        NOT NULL CONSTRAINT t{number}_name_check CHECK (char_length(name) BETWEEN 1 AND 200),
                created_at timestamptz NOT NULL DEFAULT now()
            );
            COMMENT ON TABLE app.t{number} IS 'What a row is.';
            CREATE INDEX t{number}_parent_id_idx ON app.t{number} (parent_id);
            ALTER TABLE app.t{number / 2} ADD COLUMN c{number} text;

            """);
        for (var i = 0; text.Length < (2 * FileBytes) - 700; i++)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"-- migrate: step\nCREATE OR REPLACE FUNCTION app.f{number}_{i}(n bigint) RETURNS bigint LANGUAGE plpgsql "
                + $"SET search_path = pg_catalog AS $$\n"
                + $"BEGIN\n    IF n > {i} THEN\n"
                + $"        RETURN (SELECT count(*) FROM app.t{number} WHERE id = n AND name <> 'x; y');\n"
                + $"    END IF;\n    RETURN n + {i};\nEND $$;\n");
        }

        return text.ToString();
    }

    private static string Down(int number)
    {
        var text = new StringBuilder($"ALTER TABLE app.t{number / 2} DROP COLUMN c{number};\nDROP TABLE app.t{number};\n");
        for (var i = 0; i < 4; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"DROP FUNCTION app.f{number}_{i}(bigint);\n");
        }

        return text.ToString();
    }

    private static string Inserts()
    {
        var text = new StringBuilder(BigBytes + 1000).Append("SET statement_timeout = '1min';\nSET lock_timeout = '1s';\n");
        for (var i = 0; text.Length < BigBytes; i++)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"INSERT INTO app.words (id, word, said_at) VALUES ({i}, 'it''s; a word \\ {i}', '2026-01-01T00:00:00Z');\n");
        }

        return text.ToString();
    }
}
