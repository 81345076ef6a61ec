using System.Globalization;
using System.Text.Json;
using Agora.Migrations.Lint.Output;
using Agora.Migrations.Locks;

namespace Agora.Migrations.Tracing;

/// <summary>Writes a trace for people, or as one JSON object a line.</summary>
public static class TraceOutput
{
    private const int LongestStatement = 100;

    public static void WriteText(TraceReport report, TextWriter target)
    {
        target.NewLine = "\n";
        foreach (var migration in report.Migrations)
        {
            target.WriteLine($"{migration.File}");
            foreach (var step in migration.Steps)
            {
                WriteStep(step, target);
            }

            target.WriteLine();
        }

        WriteSeeded(report, target);
        foreach (var difference in report.Differences)
        {
            target.WriteLine($"difference: {difference}");
        }

        var statements = report.Migrations.Sum(migration => migration.Statements.Count());
        target.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{statements} statements of {report.Migrations.Count} files traced, {report.Differences.Count()} unlike the prediction"));
    }

    public static void WriteJson(TraceReport report, TextWriter target)
    {
        target.NewLine = "\n";
        Line(target, json => json.WriteString("schema", "migrate.trace/1"));
        foreach (var table in report.Seeded)
        {
            Line(target, json =>
            {
                json.WriteString("event", "seeded");
                json.WriteString("table", table.Table);
                json.WriteNumber("rows", table.Rows);
                json.WriteString("shortfall", table.Shortfall);
            });
        }

        foreach (var migration in report.Migrations)
        {
            foreach (var step in migration.Steps)
            {
                foreach (var statement in step.Statements)
                {
                    Line(target, json => Write(json, migration, step, statement));
                }

                foreach (var removed in step.Removed)
                {
                    Line(target, json =>
                    {
                        json.WriteString("event", "rows_removed");
                        json.WriteString("file", migration.File);
                        json.WriteNumber("step", step.Number);
                        json.WriteString("message", removed);
                    });
                }
            }
        }

        Line(target, json =>
        {
            json.WriteString("event", "summary");
            json.WriteNumber("files", report.Migrations.Count);
            json.WriteNumber("statements", report.Migrations.Sum(migration => migration.Statements.Count()));
            json.WriteNumber("differences", report.Differences.Count());
            json.WriteNumber("exit", (int)report.Exit);
            json.WriteString("failure", report.Failure?.Message);
        });
    }

    /// <summary>The beginning of a statement on one line.</summary>
    public static string Shorten(string sql, int most = LongestStatement)
    {
        var line = string.Join(' ', sql.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return line.Length <= most ? line : $"{line.AsSpan(0, most - 3)}...";
    }

    /// <summary>What the statement did to the relation, in a few words.</summary>
    public static string Describe(TracedRelation relation)
    {
        var taken = relation.Lock == LockMode.None ? $"{relation.Held.Sql()} (held by the step already)" : relation.Lock.Sql();
        var work = relation.Rewritten ? relation.IsIndex ? ", built anew" : ", rewritten" : relation.Scanned ? ", scanned" : "";
        return $"{taken} on {relation.Name}{work}";
    }

    /// <summary>Indexes and sequences follow their table, unless they are locked harder than it.</summary>
    public static IEnumerable<TracedRelation> Reported(TracedStatement statement) => statement.Relations.Where(relation =>
        relation.Table is null
            || relation.During > (statement.Relations.FirstOrDefault(table => table.Name == relation.Table)?.During ?? LockMode.None));

    private static void WriteStep(TracedStep step, TextWriter target)
    {
        var kind = step.Backfill ? "backfill, one batch over all keys" : step.Transaction ? "transaction" : "no transaction";
        target.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  step {step.Number} ({kind})"));
        foreach (var statement in step.Statements)
        {
            target.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"  {statement.Line,5}  {Shorten(statement.Sql),-LongestStatement}  {statement.Duration.TotalMilliseconds,8:F1} ms"));
            foreach (var relation in Reported(statement).OrderBy(relation => relation.Name.ToString(), StringComparer.Ordinal))
            {
                target.WriteLine($"           {Describe(relation)}");
            }

            if (statement.Opaque is not null)
            {
                target.WriteLine($"           not predicted: {statement.Opaque}");
            }

            if (statement.ObservedFrom == ObservedFrom.FilesOnly)
            {
                target.WriteLine("           locks could not be seen: it names no table at which it could be made to wait");
            }

            foreach (var difference in statement.Differences)
            {
                target.WriteLine($"           DIFFERENCE {difference}");
            }
        }

        foreach (var removed in step.Removed)
        {
            target.WriteLine($"         {removed}");
        }
    }

    private static void WriteSeeded(TraceReport report, TextWriter target)
    {
        var full = report.Seeded.Where(table => table.Shortfall is null).ToList();
        if (full.Count > 0)
        {
            target.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture, $"{full.Count} tables held {full.Min(table => table.Rows)} generated rows or more."));
        }

        foreach (var table in report.Seeded.Where(table => table.Shortfall is not null))
        {
            target.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{table.Table} held {table.Rows} rows: {table.Shortfall}"));
        }
    }

    private static void Write(Utf8JsonWriter json, TracedMigration migration, TracedStep step, TracedStatement statement)
    {
        json.WriteString("event", "statement");
        json.WriteNumber("version", migration.Version);
        json.WriteString("file", migration.File);
        json.WriteNumber("step", step.Number);
        json.WriteBoolean("transaction", step.Transaction);
        json.WriteNumber("line", statement.Line);
        json.WriteString("sql", statement.Sql);
        json.WriteNumber("duration_ms", Math.Round(statement.Duration.TotalMilliseconds, 3));
        json.WriteNumber("rows", statement.Rows);
        json.WriteString(
            "seen_from",
            statement.ObservedFrom switch { ObservedFrom.Inside => "inside", ObservedFrom.Outside => "outside", _ => "files" });
        json.WriteStartArray("locks");
        foreach (var relation in statement.Relations.OrderBy(relation => relation.Name.ToString(), StringComparer.Ordinal))
        {
            json.WriteStartObject();
            json.WriteString("relation", relation.Name.ToString());
            json.WriteString("kind", relation.Kind.ToString());
            json.WriteString("mode", relation.Lock.Sql());
            json.WriteString("held", relation.Held == LockMode.None ? null : relation.Held.Sql());
            json.WriteBoolean("scan", relation.Scanned);
            json.WriteBoolean("rewrite", relation.Rewritten);
            json.WriteString("table", relation.Table?.ToString());
            json.WriteEndObject();
        }

        json.WriteEndArray();
        Strings(json, "said", statement.Said);
        json.WriteString("not_predicted", statement.Opaque);
        Strings(json, "differences", statement.Differences);
    }

    private static void Strings(Utf8JsonWriter json, string name, IReadOnlyList<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }

    private static void Line(TextWriter target, Action<Utf8JsonWriter> write) => JsonOutput.Document(target, JsonOutput.Compact, json =>
    {
        json.WriteStartObject();
        write(json);
        json.WriteEndObject();
    });
}
