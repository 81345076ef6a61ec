using System.Globalization;
using System.Text;
using Agora.Migrations.Files;

namespace Agora.Migrations.Scripting;

/// <param name="Name">Of the file, such as <c>20260101000000_MakeThings.cs</c>.</param>
public sealed record ExportedClass(string Name, string Text);

/// <summary>
/// Writes each version as a FluentMigrator class. One <c>Execute.Sql</c> holds one statement, because FluentMigrator sends the text of
/// a call as one pipeline, in which CREATE INDEX CONCURRENTLY fails.
/// </summary>
internal static class FluentMigratorExport
{
    public static IReadOnlyList<ExportedClass> Of(MigrationDirectory directory, string targetNamespace) =>
        [.. directory.Versioned.Where(migration => migration.ClassName is null).Select(migration => Class(migration, targetNamespace))];

    private static ExportedClass Class(Migration migration, string targetNamespace)
    {
        var name = string.Concat(
            migration.Slug.Split('_', StringSplitOptions.RemoveEmptyEntries).Select(word => char.ToUpperInvariant(word[0]) + word[1..]));
        var single = Single(migration.Up) && (migration.Down is null || Single(migration.Down));
        var behaviour = single ? "" : "TransactionBehavior.None, ";
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"""
            using FluentMigrator;

            namespace {targetNamespace};

            [Migration({migration.Version}L, {behaviour}"{migration.Description}")]
            public sealed class {(char.IsAsciiDigit(name[0]) ? "_" : "")}{name} : Migration
            """);
        text.Append("\n{\n    public override void Up()\n    {\n");
        Statements(text, migration.Up, single);
        text.Append("    }\n\n    public override void Down()\n    {\n");
        if (migration.Down is { } down)
        {
            Statements(text, down, single);
        }
        else
        {
            var reason = Literal(migration.Up.Body.Settings.Irreversible ?? "There is no way back.", "        ");
            text.Append(
                CultureInfo.InvariantCulture,
                $"        throw new NotSupportedException({reason});\n");
        }

        text.Append("    }\n}\n");
        return new ExportedClass(string.Create(CultureInfo.InvariantCulture, $"{migration.Version}_{name}.cs"), text.ToString());
    }

    private static bool Single(MigrationFile file) => file.Body.Steps is [{ Settings: { Transaction: true, Backfill: null } }];

    private static void Statements(StringBuilder text, MigrationFile file, bool single)
    {
        foreach (var step in file.Body.Steps)
        {
            if (step.Settings.Backfill is not null)
            {
                Call(text, BackfillScript.Of(step));
                continue;
            }

            var wrap = !single && step.Settings.Transaction;
            Call(text, wrap ? "BEGIN" : null);
            foreach (var statement in step.Statements)
            {
                Call(text, statement.Text);
            }

            Call(text, wrap ? "COMMIT" : null);
        }
    }

    private static void Call(StringBuilder text, string? sql)
    {
        if (sql is not null)
        {
            text.Append(CultureInfo.InvariantCulture, $"        Execute.Sql({Literal(sql, "            ")});\n");
        }
    }

    /// <summary>A raw string literal with more quotes than the text has in a row.</summary>
    private static string Literal(string value, string indent)
    {
        if (!value.Contains('\n', StringComparison.Ordinal) && !value.AsSpan().ContainsAny('"', '\\'))
        {
            return $"\"{value}\"";
        }

        var fence = "\"\"\"";
        while (value.Contains(fence, StringComparison.Ordinal))
        {
            fence += '"';
        }

        var lines = value.ReplaceLineEndings("\n").Split('\n').Select(line => line.Length == 0 ? "" : indent + line);
        return $"{fence}\n{string.Join('\n', lines)}\n{indent}{fence}";
    }
}
