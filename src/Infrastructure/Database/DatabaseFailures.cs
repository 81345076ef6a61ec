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
public static class DatabaseFailures
{
    /// <summary>SQLSTATE of <c>app.require_current_rights</c>.</summary>
    public const string RightsChanged = "AG001";

    /// <summary>SQLSTATE of <c>app.wait_for_replay</c>.</summary>
    private const string Behind = "AG003";

    private const string IdleSession = "57P05";

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

    /// <summary>The same to a caller as <see cref="Away"/>, and for an operator to mend: waiting does not help.</summary>
    public static readonly Error LoginRefused = Away with { Message = "The database refuses the login of this server." };

    public static readonly Error CommitUnknown = Error.Unavailable(
        "database.commit_unknown",
        "The change may or may not have been stored. Read before you try again, or send it again with the same Idempotency-Key.",
        TimeSpan.FromSeconds(5));

    public static readonly Error StorageFull = Error.Unavailable(
        "database.storage_full", "The database has no room left for the change.", TimeSpan.FromMinutes(1));

    public static readonly Error Character = Error.Invalid(
        "input.character", "The text holds a character that cannot be stored, such as NUL or half of a surrogate pair.");

    public static bool IsTransientConflict(Exception exception) =>
        exception is PostgresException { SqlState: PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected };

    /// <summary>Whether a standby does not do such a statement, and never will: it writes, or reads what is not replicated.</summary>
    public static bool IsUnfitForStandby(Exception exception) => exception is PostgresException
    {
        SqlState: PostgresErrorCodes.ReadOnlySqlTransaction or PostgresErrorCodes.FeatureNotSupported
            or PostgresErrorCodes.ObjectNotInPrerequisiteState
    };

    /// <summary>Whether a standby has not replayed what a read wants to see, or is no standby any more.</summary>
    public static bool IsBehind(Exception exception) => exception is PostgresException { SqlState: Behind };

    /// <summary>Whether the server is the cause, and not the statement: another server may do it.</summary>
    public static bool IsOfServer(Error error) => error == Away || error == Busy || error == LoginRefused;

    /// <summary>
    /// Whether the failure of a COMMIT proves that nothing was stored. Integrity violations (class 23) and rollbacks (class 40) do,
    /// except for the one that says itself that it does not know. Anything else may have come after the commit record was written.
    /// </summary>
    public static bool ProvesRollback(Exception exception) =>
        exception is PostgresException { SqlState: ['2', '3', ..] or ['4', '0', ..] and not "40003" };

    /// <summary>
    /// Whether the server ended the session of an open connection, or the network did. A pool may hold connections that ended long ago,
    /// so what finds one is tried once more on a new one.
    /// </summary>
    public static bool IsLostConnection(Exception exception) => exception switch
    {
        DependencyException { InnerException: { } inner } dependency => dependency.Error == Away && IsLostConnection(inner),
        PostgresException postgres =>
            postgres.SqlState is PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or IdleSession
            || IsEndedByPooler(postgres),
        NpgsqlException => exception.InnerException is IOException or System.Net.Sockets.SocketException,
        _ => IsClosedConnection(exception),
    };

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
            NpgsqlException { InnerException: TimeoutException } when exception.Message.Contains("pool", StringComparison.Ordinal) => Busy,
            // The server ends a statement that takes too long before the client gives up, so a client that did has met silence.
            NpgsqlException => Away,
            EncoderFallbackException => Character,
            _ => IsClosedConnection(exception) ? Away : null,
        };
    }

    /// <summary>
    /// PgBouncer ends a client whose server ended, for which it has one class of states (build/decisions/0067-pgbouncer.md).
    /// </summary>
    private static bool IsEndedByPooler(PostgresException exception) =>
        exception.Severity == "FATAL" && exception.SqlState.StartsWith("08", StringComparison.Ordinal);

    /// <summary>
    /// A connection that a keepalive found broken is closed while its owner does not use it; the exception is then of another type
    /// than for one that breaks in use.
    /// </summary>
    private static bool IsClosedConnection(Exception exception) =>
        exception is InvalidOperationException { Source: "Npgsql" }
        && exception.Message.StartsWith("Connection is not open", StringComparison.Ordinal);

    private static Error? FromState(string state) => state switch
    {
        RightsChanged => SessionErrors.TokenInvalid,
        PostgresErrorCodes.QueryCanceled => StatementTimeout,
        "25P03" or "25P04" => StatementTimeout,
        PostgresErrorCodes.LockNotAvailable => LockTimeout,
        PostgresErrorCodes.TooManyConnections or PostgresErrorCodes.OutOfMemory => Busy,
        PostgresErrorCodes.DiskFull => StorageFull,
        PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow or IdleSession => Away,
        // A primary that became a standby, and a file or disk that the server cannot read or write.
        PostgresErrorCodes.ReadOnlySqlTransaction or PostgresErrorCodes.IoError => Away,
        PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidCatalogName or PostgresErrorCodes.DatabaseDropped => LoginRefused,
        PostgresErrorCodes.CharacterNotInRepertoire or PostgresErrorCodes.UntranslatableCharacter => Character,
        _ when state.StartsWith("08", StringComparison.Ordinal) => Away,
        _ => null,
    };
}
