using Agora.Migrations.Files;
using Agora.Migrations.Sql;
using Npgsql;

namespace Agora.Migrations.Running;

/// <summary>From what the server said to what a person needs to know.</summary>
internal static class Failures
{
    public static bool IsLockFailure(PostgresException error) =>
        error.SqlState is PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.DeadlockDetected;

    public static MigrationException ControlLost() => new(
        MigratorExit.Failed, "The control connection was lost, so the step was cancelled and rolled back; run again.");

    public static MigrationException Statement(MigrationFile file, SqlStatement statement, PostgresException error, string aftermath)
    {
        var place = error.Position > 0 ? statement.Locate(error.Position) : new SqlPosition(statement.Line, statement.Column);
        return new MigrationException(
            new MigrationFailure(MigratorExit.Failed, $"{error.MessageText}. {aftermath}")
            {
                File = file.Path,
                Line = place.Line,
                Column = place.Column,
                SqlState = error.SqlState,
                Detail = error.Detail,
                Hint = Hint(error),
                Sql = statement.Text,
            },
            error);
    }

    /// <summary>The same for a connection that was lost, of which the server said nothing.</summary>
    public static MigrationException Statement(MigrationFile file, SqlStatement statement, NpgsqlException error, string aftermath) =>
        error is PostgresException answer
            ? Statement(file, statement, answer, aftermath)
            : new MigrationException(
                new MigrationFailure(MigratorExit.Failed, $"The connection was lost: {error.Message.TrimEnd('.')}. {aftermath}")
                {
                    File = file.Path,
                    Line = statement.Line,
                    Column = statement.Column,
                    Sql = statement.Text,
                },
                error);

    private static string? Hint(PostgresException error) => error.SqlState switch
    {
        PostgresErrorCodes.QueryCanceled =>
            "The statement worked longer than its class allows while others waited for its locks. Split the work, or raise "
            + "statement-timeout with a reason.",
        PostgresErrorCodes.ActiveSqlTransaction =>
            "The statement cannot run inside a transaction: put it into a step of its own with '-- migrate: step transaction=off'.",
        "55P04" => "A new enum value can be used only after the transaction that added it: put the use into the next step.",
        _ => error.Hint,
    };
}

/// <summary>The connection broke while COMMIT was on its way: the history has to be read to learn what became of it.</summary>
internal sealed class CommitUnknownException(Exception inner) : Exception("The connection was lost in COMMIT.", inner);
