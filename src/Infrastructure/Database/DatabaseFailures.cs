using System.Text;
using Agora.Application.Common;
using Agora.Domain.Common;
using Agora.Domain.Sessions;
using Npgsql;

namespace Agora.Infrastructure.Database;

/// <summary>
/// Turns what PostgreSQL and Npgsql throw into answers that a caller can act on. States of serialization and deadlock are left
/// alone: the unit of work runs the command again.
/// </summary>
internal static class DatabaseFailures
{
    /// <summary>SQLSTATE of <c>app.require_current_rights</c>.</summary>
    public const string RightsChanged = "AG001";

    public static readonly Error Busy = Error.Unavailable(
        "database.busy", "All database connections are in use. Try again shortly.", TimeSpan.FromSeconds(2));

    public static readonly Error Away = Error.Unavailable(
        "database.unavailable", "The database cannot be reached. Try again shortly.", TimeSpan.FromSeconds(5));

    public static readonly Error StatementTimeout = Error.Unavailable(
        "database.timeout", "The database took longer than allowed. Narrow the request or try again.", TimeSpan.FromSeconds(5));

    public static readonly Error LockTimeout = Error.Unavailable(
        "database.locked", "Another change holds what this request needs. Try again shortly.", TimeSpan.FromSeconds(1));

    public static readonly Error Contention = Error.Conflict(
        "database.contention", "Other requests kept changing the same data. Try again.") with
    { RetryAfter = TimeSpan.FromSeconds(1) };

    public static readonly Error CommitUnknown = Error.Unavailable(
        "database.commit_unknown", "The change may or may not have been stored. Read before you try again.", TimeSpan.FromSeconds(5));

    public static readonly Error StorageFull = Error.Unavailable(
        "database.storage_full", "The database has no room left for the change.", TimeSpan.FromMinutes(1));

    public static readonly Error Character = Error.Invalid(
        "input.character", "The text holds a character that cannot be stored, such as NUL or half of a surrogate pair.");

    /// <summary>One sentence for an operator at a terminal; null when the exception did not come from the database.</summary>
    public static string? Explain(Exception exception) => exception switch
    {
        PostgresException postgres => $"PostgreSQL {postgres.SqlState}: {postgres.MessageText}",
        NpgsqlException => $"The database cannot be reached: {exception.InnerException?.Message ?? exception.Message}",
        _ => null,
    };

    public static bool IsTransientConflict(Exception exception) =>
        exception is PostgresException { SqlState: PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected };

    /// <summary>Null when the exception is a bug, a cancelled request, or a conflict that is retried.</summary>
    public static Error? Classify(Exception exception, CancellationToken ct)
    {
        if (ct.IsCancellationRequested || exception is DependencyException || IsTransientConflict(exception))
        {
            return null;
        }

        return exception switch
        {
            PostgresException postgres => FromState(postgres.SqlState),
            NpgsqlException { InnerException: TimeoutException } timeout => timeout.Message.Contains("pool", StringComparison.Ordinal) ? Busy : StatementTimeout,
            NpgsqlException { IsTransient: true } => Away,
            NpgsqlException { InnerException: IOException or System.Net.Sockets.SocketException } => Away,
            EncoderFallbackException => Character,
            _ => null,
        };
    }

    private static Error? FromState(string state) => state switch
    {
        RightsChanged => SessionErrors.TokenInvalid,
        PostgresErrorCodes.QueryCanceled => StatementTimeout,
        "25P03" or "25P04" => StatementTimeout,
        PostgresErrorCodes.LockNotAvailable => LockTimeout,
        PostgresErrorCodes.TooManyConnections => Busy,
        PostgresErrorCodes.DiskFull => StorageFull,
        PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow => Away,
        PostgresErrorCodes.CharacterNotInRepertoire or PostgresErrorCodes.UntranslatableCharacter => Character,
        _ when state.StartsWith("08", StringComparison.Ordinal) => Away,
        _ => null,
    };
}
