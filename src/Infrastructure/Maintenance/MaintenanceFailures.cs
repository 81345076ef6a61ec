using Agora.Application.Common;
using Agora.Domain.Common;
using Agora.Domain.Maintenance;
using Agora.Infrastructure.Database;
using Npgsql;

namespace Agora.Infrastructure.Maintenance;

/// <summary>Turns what PostgreSQL throws at the role that maintains into what an operator can act on.</summary>
internal static class MaintenanceFailures
{
    /// <param name="missing">What an unknown name means.</param>
    public static async Task<Result<T>> AskAsync<T>(
        MaintainConnection maintain, Func<Task<Result<T>>> ask, Error missing, CancellationToken ct)
    {
        if (!maintain.IsConfigured)
        {
            return MaintenanceErrors.NotConfigured;
        }

        try
        {
            return await ask();
        }
        catch (Exception exception) when (!ct.IsCancellationRequested && Read(exception as PostgresException, missing) is { } error)
        {
            return error;
        }
        catch (Exception exception) when (DatabaseFailures.Classify(exception, ct) is { } error)
        {
            throw new DependencyException(error, exception);
        }
    }

    private static Error? Read(PostgresException? exception, Error missing) => exception?.SqlState switch
    {
        PostgresErrorCodes.LockNotAvailable => MaintenanceErrors.Locked,
        PostgresErrorCodes.QueryCanceled => MaintenanceErrors.Interrupted,
        PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.UndefinedObject or PostgresErrorCodes.InvalidName
            or PostgresErrorCodes.SyntaxError or PostgresErrorCodes.InvalidSchemaName => missing,
        PostgresErrorCodes.InsufficientPrivilege or PostgresErrorCodes.UndefinedFunction => MaintenanceErrors.NotAllowed,
        PostgresErrorCodes.FeatureNotSupported or PostgresErrorCodes.ObjectNotInPrerequisiteState
            or PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.DataCorrupted or PostgresErrorCodes.IndexCorrupted =>
            MaintenanceErrors.NotPossible with { Message = $"PostgreSQL refuses: {exception.MessageText}." },
        // The rights of the caller, or a session that is lost or was not to be had: not the fault of what was asked.
        null or DatabaseFailures.RightsChanged or PostgresErrorCodes.TooManyConnections
            or ['5', '7', ..] or ['0', '8', ..] or ['2', '8', ..] => null,
        _ => MaintenanceErrors.NotPossible with { Message = $"PostgreSQL failed: {exception!.MessageText}." },
    };
}
