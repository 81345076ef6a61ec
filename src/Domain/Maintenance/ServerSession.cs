using Agora.Domain.Common;

namespace Agora.Domain.Maintenance;

/// <summary>A session of the database server, and whether an operator may end it or what it runs.</summary>
/// <param name="Role">Null for a process of the server itself.</param>
/// <param name="StartedAt">Together with the process id it names the session: process ids are used again.</param>
/// <param name="IsClient">Not a process of the server, and not the connection of a standby.</param>
/// <param name="IsHere">Whether it is connected to this database.</param>
/// <param name="IsOwn">Whether it is the session that would end it.</param>
public sealed record ServerSession(
    int Pid, string? Role, string Application, DateTimeOffset StartedAt, bool IsClient, bool IsSuperuser, bool IsHere, bool IsOwn)
{
    private const string Migrator = "app_migrator", MigrationPrefix = "agora migrat", ToolPrefix = "agora-migrat";

    // Times that passed through JSON may have lost their microseconds.
    private static readonly TimeSpan Precision = TimeSpan.FromMilliseconds(1);

    private bool IsMigration => Role == Migrator
        || Application.StartsWith(MigrationPrefix, StringComparison.Ordinal)
        || Application.StartsWith(ToolPrefix, StringComparison.Ordinal);

    /// <param name="startedAt">The session that is meant; null for whichever has the process id.</param>
    /// <param name="includeMigration">The word that a migration may be ended too.</param>
    public Result<ServerSession> MayBeEnded(DateTimeOffset? startedAt, bool includeMigration)
    {
        if (startedAt is { } meant && (StartedAt - meant).Duration() >= Precision)
        {
            return MaintenanceErrors.SessionReplaced;
        }

        if (IsOwn)
        {
            return MaintenanceErrors.OwnSession;
        }

        if (!IsClient)
        {
            return MaintenanceErrors.ServerProcess;
        }

        if (IsSuperuser)
        {
            return MaintenanceErrors.SuperuserSession;
        }

        if (!IsHere)
        {
            return MaintenanceErrors.OtherDatabase;
        }

        return IsMigration && !includeMigration ? MaintenanceErrors.MigrationSession : this;
    }
}
