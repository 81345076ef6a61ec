using System.Globalization;
using System.Text;
using Agora.Migrations.Files;
using Agora.Migrations.History;
using Agora.Migrations.Locks;
using Agora.Migrations.Planning;
using Agora.Migrations.Running;
using Agora.Migrations.Sql;

namespace Agora.Migrations.Scripting;

/// <param name="From">The newest version that is applied already; 0 for an empty database, which also gets the history tables.</param>
/// <param name="To">The newest version of the script; null for all.</param>
public sealed record ScriptRange(long From, long? To);

/// <summary>
/// Prints SQL for psql that does what <c>up</c> would do, history and journal included, so that a later <c>up</c> finds nothing to do.
/// </summary>
internal sealed class ScriptWriter(MigratorOptions options, MigratePolicy policy)
{
    private readonly HistoryNames names = new(options);
    private readonly HistoryWriter writer = new(new HistoryNames(options), options);
    private readonly StringBuilder text = new();

    public string Up(MigrationDirectory directory, ScriptRange range)
    {
        Begin("up", range);
        if (range.From == 0)
        {
            CreateTables();
        }

        var optional = OptionalFiles.Of(directory);
        foreach (var migration in directory.Versioned.Where(file => file.Version > range.From && !(file.Version > range.To)))
        {
            WithExtensions(migration.Up.Path, optional.GetValueOrDefault(migration.Version), () => Up(migration));
        }

        if (range.To is null || directory.Versioned.All(file => file.Version <= range.To))
        {
            foreach (var repeatable in directory.Repeatables)
            {
                WithExtensions(repeatable.Up.Path, ExtensionsOf(repeatable), () =>
                {
                    Title($"repeatable {repeatable.Name}");
                    Step(repeatable.Up.Body.Steps[0], [writer.UpsertRepeatable(repeatable, TimeSpan.Zero)]);
                });
            }
        }

        return text.ToString();
    }

    /// <param name="range">From the version that stays to the newest applied one.</param>
    public string Down(MigrationDirectory directory, ScriptRange range)
    {
        Begin("down", range);
        var optional = OptionalFiles.Of(directory);
        Title("repeatable files are made again by the next way up");
        foreach (var repeatable in directory.Repeatables.Reverse())
        {
            if (repeatable.Down is { } down)
            {
                WithExtensions(repeatable.Up.Path, ExtensionsOf(repeatable), () => Step(down.Body.Steps[0], []));
            }

            Line($"{Literal(writer.ForgetRepeatable(repeatable.Name))};");
        }

        foreach (var migration in directory.Versioned.Where(file => file.Version > range.From && !(file.Version > range.To)).Reverse())
        {
            WhereApplied(migration, optional.ContainsKey(migration.Version), () => Down(migration));
        }

        return text.ToString();
    }

    private void Begin(string direction, ScriptRange range)
    {
        Line(
            string.Create(
                CultureInfo.InvariantCulture,
                $"-- migrate script, {direction}, from {range.From} "
                + $"to {range.To?.ToString(CultureInfo.InvariantCulture) ?? "the newest"}."));
        Line("-- Run with: psql --no-psqlrc --file=<this file> <database>");
        Line("\\set ON_ERROR_STOP on");
        Line("\\set AUTOCOMMIT on");
        if (options.Role is { } role)
        {
            Line($"SET ROLE {ObjectName.Quote(role)};");
        }

        Line($"SET search_path = {policy.SearchPath};");
        Line("SET TimeZone = 'UTC';");
        Line("SET client_connection_check_interval = '1s';");
    }

    private void CreateTables()
    {
        var schema = new HistorySchema(names);
        Title("history");
        Line("BEGIN;");
        foreach (var command in schema.CreateHistory().Concat(schema.CreateSideTables()))
        {
            Line($"{command.Sql};");
        }

        Line("COMMIT;");
    }

    private void Up(Migration migration)
    {
        var body = migration.Up.Body;
        Title(string.Create(CultureInfo.InvariantCulture, $"{migration.Version} {migration.Description}"));
        Line($"{Literal(writer.StartMigration(migration, body, source: "script"))};");
        foreach (var step in body.Steps)
        {
            Step(step, Records(migration, step, body.Steps.Count, Direction.Up));
        }
    }

    private void Down(Migration migration)
    {
        if (migration.Down is not { } down)
        {
            throw new MigrationException(MigratorExit.Usage, $"Version {migration.Version} has no down file.");
        }

        Title(string.Create(CultureInfo.InvariantCulture, $"{migration.Version} {migration.Description}, down"));
        foreach (var step in down.Body.Steps)
        {
            Step(step, Records(migration, step, down.Body.Steps.Count, Direction.Down));
        }
    }

    private List<SqlCommand> Records(Migration migration, MigrationStep step, int steps, string direction)
    {
        var last = step.Number == steps;
        var journal = writer.Journal(
            new JournalKey(migration.Version, direction, step.Number, 0), MigrationFile.HashTokens(step.Statements), JournalState.Done);
        return (direction, last) switch
        {
            (Direction.Up, true) => [journal, writer.InsertVersion(
                migration.Version, migration.Description), writer.FinishMigration(migration.Version, TimeSpan.Zero, TimeSpan.Zero, 1)],
            (Direction.Down, true) =>
            [
                writer.DeleteVersion(migration.Version), writer.ForgetMigration(migration.Version),
                writer.ForgetBackfill(migration.Version),
                writer.ForgetJournal(migration.Version, Direction.Up), writer.ForgetJournal(migration.Version, Direction.Down),
            ],
            _ => [journal],
        };
    }

    private void Step(MigrationStep step, List<SqlCommand> records)
    {
        if (step.Settings.Backfill is not null)
        {
            Line(string.Create(CultureInfo.InvariantCulture, $"SET lock_timeout = '{Durations.Setting(policy.DataLockTimeout)}';"));
            Role(step, local: false);
            Line(BackfillScript.Of(step));
            Role(step, local: false, back: true);
            Line("RESET lock_timeout;");
            Record(records);
            return;
        }

        var lockClass = StepLocks.Strictest(step.Statements, policy.DefaultSchema);
        var backoff = LockBackoff.Of(lockClass, step.Settings, policy);
        if (!step.Settings.Transaction)
        {
            Line($"SET lock_timeout = '{Durations.Setting(backoff.Last)}';");
            Statements(step);
            Line("RESET lock_timeout;");
            Record(records);
        }
        else
        {
            Line("BEGIN;");
            Line($"SET LOCAL lock_timeout = '{Durations.Setting(backoff.Last)}';");
            Line($"SET LOCAL statement_timeout = '{Durations.Setting(backoff.StatementTimeout(backoff.Last))}';");
            Role(step, local: true);
            Statements(step);
            Role(step, local: true, back: true);
            Records(records);
            Line("COMMIT;");
        }
    }

    private void Role(MigrationStep step, bool local, bool back = false)
    {
        if (step.Settings.Role is { } role)
        {
            var name = !back ? ObjectName.Quote(role) : options.Role is { } usual ? ObjectName.Quote(usual) : "NONE";
            Line($"SET {(local ? "LOCAL " : "")}ROLE {name};");
        }
    }

    private void Record(List<SqlCommand> records)
    {
        Line("BEGIN;");
        Records(records);
        Line("COMMIT;");
    }

    private static HashSet<string> ExtensionsOf(Repeatable repeatable) =>
        repeatable.Up.Body.Settings.Extensions.ToHashSet(StringComparer.Ordinal);

    /// <summary>psql skips what lies in between where an extension that the file names is not in the database.</summary>
    private void WithExtensions(string path, IReadOnlySet<string>? extensions, Action write)
    {
        if (extensions is null or { Count: 0 })
        {
            write();
            return;
        }

        var quoted = string.Join(", ", extensions.Select(SqlLiteral.Of));
        Line("");
        Line(string.Create(
            CultureInfo.InvariantCulture,
            $"SELECT count(*) = {extensions.Count} AS has_extensions FROM pg_extension WHERE extname IN ({quoted}) \\gset"));
        Line("\\if :has_extensions");
        write();
        Line("\\else");
        Line($"\\echo {path} waits for the extension {string.Join(", ", extensions)}.");
        Line("\\endif");
    }

    /// <summary>A file that waited may never have run: the history of the database says so.</summary>
    private void WhereApplied(Migration migration, bool mayWait, Action write)
    {
        if (!mayWait)
        {
            write();
            return;
        }

        Line("");
        Line(string.Create(
            CultureInfo.InvariantCulture,
            $"SELECT EXISTS (SELECT FROM {names.Versions} WHERE \"Version\" = {migration.Version}) AS is_applied \\gset"));
        Line("\\if :is_applied");
        write();
        Line("\\endif");
    }

    private void Records(List<SqlCommand> records)
    {
        foreach (var record in records)
        {
            Line($"{Literal(record)};");
        }
    }

    private void Statements(MigrationStep step)
    {
        foreach (var statement in step.Statements)
        {
            Line($"{statement.Text};");
        }
    }

    private void Title(string title) => text.Append("\n-- ").Append(title).Append('\n');

    private void Line(string line) => text.Append(line).Append('\n');

    /// <summary>Puts the parameters of one of our own statements into its text.</summary>
    private static string Literal(SqlCommand command)
    {
        var result = new StringBuilder(command.Sql.Length);
        var copied = 0;
        var lexer = new SqlLexer(command.Sql);
        while (lexer.TryNext(out var token))
        {
            if (token.Kind == SqlTokenKind.Parameter)
            {
                var number = int.Parse(token.Of(command.Sql)[1..], CultureInfo.InvariantCulture);
                result.Append(command.Sql, copied, token.Start - copied).Append(Value(command.Parameters[number - 1]));
                copied = token.End;
            }
        }

        return result.Append(command.Sql, copied, command.Sql.Length - copied).ToString();
    }

    private static string Value(object? value) => value switch
    {
        null => "NULL",
        string text => SqlLiteral.Of(text),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => throw new ArgumentOutOfRangeException(nameof(value), value, "No literal is known for this type."),
    };
}
