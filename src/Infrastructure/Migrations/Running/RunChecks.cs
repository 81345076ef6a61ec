using Agora.Migrations.Backfills;
using Agora.Migrations.Files;
using Agora.Migrations.History;
using Agora.Migrations.Lint;
using Agora.Migrations.Sql;
using Agora.Migrations.Statements;

namespace Agora.Migrations.Running;

/// <summary>
/// Asks the server before the first step what would stop a later one, so that a run does not end half-way for a reason that was there
/// when it began. What an earlier step of the same run may change is left to the moment when its turn comes.
/// </summary>
internal sealed class RunChecks(RunSession run)
{
    private readonly List<string> problems = [];
    private bool isEdited;

    /// <summary>Words of the statements that run before the step in question.</summary>
    private readonly HashSet<string> named = new(StringComparer.Ordinal);

    /// <summary>Words of those among them that may take triggers away from a table.</summary>
    private readonly HashSet<string> untriggered = new(StringComparer.Ordinal);

    /// <param name="files">In the order in which they run; a version with its direction, or null for a repeatable file.</param>
    /// <param name="grammar">Also asks the server's grammar about every statement, which costs a round trip each.</param>
    /// <exception cref="MigrationException">Something would stop the run; every problem of every file is listed.</exception>
    public async Task CheckAsync(
        IEnumerable<(MigrationFile File, long Version, string? Direction)> files, bool grammar, CancellationToken ct)
    {
        await run.Control.SendAllAsync([new("SELECT set_config('search_path', $1, false)", run.Policy.SearchPath)], ct);
        foreach (var (file, version, direction) in files)
        {
            if (direction is null && file.Body.Steps is not [{ Settings.Transaction: true }])
            {
                Add(file, 1, RepeatableRun.Shape);
            }

            foreach (var step in file.Body.Steps)
            {
                if (direction is null || !IsDone(file, step, new JournalKey(version, direction, step.Number, 0)))
                {
                    await CheckAsync(file, step, grammar, ct);
                    Learn(step);
                }
            }
        }

        await run.Control.SendAllAsync([new("RESET search_path")], ct);
        if (problems.Count > 0)
        {
            throw new MigrationException(
                new MigrationFailure(isEdited ? MigratorExit.Drift : MigratorExit.Usage, "Some steps could not run; nothing was changed.")
                {
                    Details = problems,
                });
        }
    }

    private async Task CheckAsync(MigrationFile file, MigrationStep step, bool grammar, CancellationToken ct)
    {
        if (step.Settings.Backfill is { } backfill)
        {
            var target = await BackfillTarget.FindAsync(run.Control, backfill, ct);
            if (BackfillTarget.Problem(target, backfill) is { } problem && !MayChange(problem.Obstacle, backfill, target))
            {
                Add(file, step.Line, $"{problem.Message} {problem.Hint}");
            }
        }

        if (step.Settings.Role is { } role && !named.Contains(role))
        {
            const string sql = "SELECT coalesce((SELECT pg_has_role(session_user, oid, 'MEMBER') FROM pg_roles WHERE rolname = $1), false)";
            if (await run.Control.ReadAsync(new SqlCommand(sql, role), row => row.GetBoolean(0), ct) is [false])
            {
                Add(file, step.Line, $"The login cannot act as role '{role}': there is no such role, or it is no member of it.");
            }
        }

        foreach (var statement in grammar ? step.Statements : [])
        {
            if (await new ServerGrammar(run.Control).RefusalAsync(statement, ct) is var (message, position))
            {
                Add(file, statement.Locate(position).Line, $"The server says: {message}.");
            }
        }
    }

    /// <summary>An earlier step that names the thing may make it, or take it away.</summary>
    private bool MayChange(BackfillObstacle obstacle, BackfillSettings backfill, BackfillTarget? target) => obstacle switch
    {
        BackfillObstacle.Triggers => untriggered.Contains(TableName(backfill))
            || target!.Triggers.All(trigger => named.Contains(trigger.Name) || named.Contains(trigger.Function)),
        _ => named.Contains(TableName(backfill)),
    };

    private static string TableName(BackfillSettings backfill)
    {
        var tokens = SqlScript.Parse($"SELECT {backfill.Table}").Statements[0];
        return SqlText.Name(tokens.Tokens[^1], tokens.Script);
    }

    private void Learn(MigrationStep step)
    {
        foreach (var statement in step.Statements)
        {
            var words = Words(statement);
            named.UnionWith(words);
            if (words.Overlaps(["disable", "drop"]) && words.Overlaps(["trigger", "table"]))
            {
                untriggered.UnionWith(words);
            }
        }
    }

    /// <summary>Also those in strings, which may be the body of a block.</summary>
    private static HashSet<string> Words(SqlStatement statement)
    {
        var words = statement.Fragment().Identifiers();
        foreach (var token in statement.Tokens)
        {
            if (token.IsString)
            {
                words.UnionWith(
                    SqlScript.Parse(
                        statement.TextOf(token).ToString().Trim('\'', '$')).Statements.SelectMany(inner => inner.Fragment().Identifiers()));
            }
        }

        return words;
    }

    /// <summary>A step that is done must still be the step of the file, or the rest would not fit.</summary>
    private bool IsDone(MigrationFile file, MigrationStep step, JournalKey key)
    {
        if (run.History.DoneStep(key) is not { } row)
        {
            return false;
        }

        if (row.TokenHash != MigrationFile.HashTokens(step.Statements))
        {
            isEdited = true;
            Add(file, step.Line, $"{MigrationRun.EditedStep(step)} {MigrationRun.EditedStepHint(key.Version)}");
        }

        return true;
    }

    private void Add(MigrationFile file, int line, string message) =>
        problems.Add(FormattableString.Invariant($"{file.Path}:{line}: {message}"));
}
