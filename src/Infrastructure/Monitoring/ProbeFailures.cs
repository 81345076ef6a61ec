using Agora.Domain.Common;
using Agora.Domain.Monitoring;
using Agora.Infrastructure.Database;
using Npgsql;

namespace Agora.Infrastructure.Monitoring;

/// <summary>What the failure of a question as <c>ops_watch</c> means.</summary>
internal static class ProbeFailures
{
    /// <summary>Null when the exception is a bug or a cancelled request.</summary>
    /// <param name="readsStatements">Whether it asked for statistics of statements, which a server may not have.</param>
    public static Error? Classify(Exception exception, bool readsStatements, CancellationToken ct) => exception switch
    {
        _ when ct.IsCancellationRequested => null,
        TimeoutException or OperationCanceledException or PostgresException { SqlState: PostgresErrorCodes.QueryCanceled }
            or NpgsqlException { InnerException: TimeoutException } => MonitoringErrors.TooSlow,
        PostgresException
        {
            SqlState: PostgresErrorCodes.ObjectNotInPrerequisiteState or PostgresErrorCodes.UndefinedTable
        } when readsStatements => MonitoringErrors.StatisticsMissing,
        PostgresException
        {
            SqlState: PostgresErrorCodes.InsufficientPrivilege or PostgresErrorCodes.UndefinedFunction
            or PostgresErrorCodes.InvalidSchemaName or PostgresErrorCodes.UndefinedTable
            or PostgresErrorCodes.InvalidAuthorizationSpecification
        } => MonitoringErrors.NotAllowed,
        _ => DatabaseFailures.Classify(exception, ct),
    };
}
