using Agora.Domain.Common;

namespace Agora.Domain.Maintenance;

public static class MaintenanceErrors
{
    [EnforcedBy("IServerMaintenance")]
    public static readonly Error NotConfigured = Error.Unavailable(
        "maintenance.not_configured",
        "This server does not maintain its database: DATABASE_MAINTAIN_URL is not set. Set it to the login of ops_maintain.",
        TimeSpan.FromHours(1));

    [EnforcedBy("IServerMaintenance")]
    public static readonly Error NotAllowed = Error.Unavailable(
        "maintenance.not_allowed",
        "The login of DATABASE_MAINTAIN_URL may not do this. It must be ops_maintain, as agora db init makes it, and the database "
        + "migrated: run agora db init again after an upgrade.",
        TimeSpan.FromHours(1));

    public static readonly Error ActionNotFound = Error.NotFound("maintenance.action_not_found", "There is no such action.");

    [EnforcedBy("IServerMaintenance")]
    public static readonly Error SessionNotFound = Error.NotFound(
        "maintenance.session_not_found", "The database server has no session with this process id. It may have ended.");

    public static readonly Error SessionReplaced = Error.Conflict(
        "maintenance.session_replaced", "The session has ended. Another one has its process id now, and was left alone.");

    public static readonly Error OwnSession = Error.Conflict(
        "maintenance.own_session", "This is the connection that would end it. It was left alone.");

    public static readonly Error ServerProcess = Error.Conflict(
        "maintenance.server_process", "This is a process of the database server or the connection of a standby. It is never ended here.");

    public static readonly Error SuperuserSession = Error.Conflict(
        "maintenance.superuser_session", "This is a session of a superuser. PostgreSQL lets only another superuser end it.");

    public static readonly Error OtherDatabase = Error.Conflict(
        "maintenance.other_database", "This session is connected to another database of the server. It is never ended here.");

    public static readonly Error MigrationSession = Error.Conflict(
        "maintenance.migration_session",
        "This session migrates the database. What it holds is rolled back when it ends; a step outside of a transaction stays half done "
        + "until the next migrate up. Send includeMigration to end it all the same.");

    [EnforcedBy("IServerMaintenance")]
    public static readonly Error TableNotFound = Error.NotFound(
        "maintenance.table_not_found",
        "There is no table of users with this name. Write its schema, and quote capitals and spaces: app.\"My table\".");

    [EnforcedBy("IServerMaintenance")]
    public static readonly Error IndexNotFound = Error.NotFound(
        "maintenance.index_not_found",
        "There is no index of users with this name. Write its schema, and quote capitals and spaces: app.\"My index\".");

    [EnforcedBy("IServerMaintenance")]
    public static readonly Error Locked = Error.Conflict(
        "maintenance.locked",
        "Another session holds a lock that this needs, or a transaction is open that it would wait for. It gave up; nothing was changed. "
        + "The probe blocking shows who it is.");

    [EnforcedBy("IServerMaintenance")]
    public static readonly Error Interrupted = Error.Conflict(
        "maintenance.interrupted", "Another session cancelled the statement.");

    /// <summary>Its message is that of PostgreSQL.</summary>
    [EnforcedBy("IServerMaintenance")]
    public static readonly Error NotPossible = Error.Conflict("maintenance.not_possible", "PostgreSQL cannot do this.");

    [EnforcedBy("IMaintenanceWork")]
    public static readonly Error Running = Error.Conflict("maintenance.running", "Another run of the maintenance is under way.");
}
