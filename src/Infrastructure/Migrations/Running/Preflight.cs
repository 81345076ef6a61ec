using Agora.Migrations.Files;
using Agora.Migrations.Locks;
using Agora.Migrations.Sql;

namespace Agora.Migrations.Running;

/// <summary>
/// Refuses, before anything is sent, what would break the runner's own promises. The lint says much more; this much holds even
/// without the lint.
/// </summary>
internal static class Preflight
{
    /// <exception cref="MigrationException">A file cannot be run as it is; all problems of all files are listed.</exception>
    public static void Check(IEnumerable<MigrationFile> files)
    {
        var problems = files.SelectMany(Problems).Select(problem => problem.ToString()).ToList();
        if (problems.Count > 0)
        {
            throw new MigrationException(
                new MigrationFailure(MigratorExit.LintErrors, "Some files cannot be run as they are; nothing was changed.")
                {
                    Details = problems,
                });
        }
    }

    public static IEnumerable<MigrationProblem> Problems(MigrationFile file)
    {
        foreach (var problem in file.Body.Problems)
        {
            yield return problem;
        }

        foreach (var step in file.Body.Steps)
        {
            foreach (var statement in step.Statements)
            {
                if (Refuse(statement, step) is var (rule, message))
                {
                    yield return new MigrationProblem(rule, file.Path, statement.Line, statement.Column, message);
                }
            }
        }
    }

    private static (string Rule, string Message)? Refuse(SqlStatement statement, MigrationStep step)
    {
        var facts = StatementClassifier.Classify(statement);
        if (statement.TextOf(statement.Tokens[0]) is "\\")
        {
            return ("PGM609", "This is a command of psql; a migration holds SQL only.");
        }

        if (facts.Transaction == TransactionRule.Control)
        {
            return ("PGM601", "The runner owns the transaction: a file must not begin, commit or roll back.");
        }

        if (facts.Transaction == TransactionRule.Outside && step.Settings.Transaction)
        {
            return ("PGM103", "This statement cannot run inside a transaction: put it under '-- migrate: step transaction=off'.");
        }

        if (statement.StartsWith(0, "discard", "all"))
        {
            return ("PGM607", "DISCARD ALL would drop the lock that keeps other runners out.");
        }

        return IsCopyFromClient(statement)
            ? ("PGM610", "COPY FROM STDIN needs a client that sends data; use INSERT.")
            : null;
    }

    private static bool IsCopyFromClient(SqlStatement statement)
    {
        if (!statement.Is(0, "copy"))
        {
            return false;
        }

        for (var i = 1; i < statement.Tokens.Length; i++)
        {
            if (statement.StartsWith(i, "from", "stdin"))
            {
                return true;
            }
        }

        return false;
    }
}
