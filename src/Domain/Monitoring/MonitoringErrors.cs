using Agora.Domain.Common;

namespace Agora.Domain.Monitoring;

public static class MonitoringErrors
{
    public static readonly Error ProbeNotFound = Error.NotFound(
        "monitoring.probe_not_found", "There is no probe of this name. GET /api/v1/database/probes lists them.");

    public static readonly Error ParameterRefused = Error.Invalid("monitoring.parameter", "The probe does not take this parameter.");

    public static readonly Error StatementNotFound = Error.NotFound(
        "monitoring.statement_not_found", "The server counts no statement with this id. It may have been reset or displaced since.");

    [EnforcedBy("IStatementPlans")]
    public static readonly Error ExplainRefused = Error.Invalid(
        "monitoring.explain_refused", "The server does not explain this statement.");

    public static readonly Error NotConfigured = Error.Unavailable(
        "monitoring.not_configured",
        "This server does not monitor its database: DATABASE_WATCH_URL is not set. Set it to the login of ops_watch.",
        TimeSpan.FromHours(1));

    public static readonly Error ConsoleForAdmins = Error.Forbidden("monitoring.console_for_admins", "The console is for admins.");

    [EnforcedBy("IProbes")]
    public static readonly Error StatisticsMissing = Error.Unavailable(
        "monitoring.statistics_missing",
        "The database server counts no statements. Add pg_stat_statements to shared_preload_libraries and restart it.",
        TimeSpan.FromHours(1));

    [EnforcedBy("IProbes")]
    public static readonly Error NotAllowed = Error.Unavailable(
        "monitoring.not_allowed",
        "The login of DATABASE_WATCH_URL may not read this. It must be ops_watch, as agora db init makes it, and the database migrated.",
        TimeSpan.FromHours(1));

    [EnforcedBy("IProbes")]
    public static readonly Error TooSlow = Error.Unavailable(
        "monitoring.too_slow", "The database server did not answer in time.", TimeSpan.FromSeconds(5));
}
