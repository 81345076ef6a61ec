using Agora.Api.Health;
using Agora.Api.Http;
using Agora.Api.Http.Batches;
using Agora.Api.Http.Limits;
using Agora.Api.Http.OpenApi;
using Agora.Api.Metrics;
using Agora.Application.Common;
using Agora.Application.Embeddings;
using Agora.Application.EventLog;
using Agora.Application.Imports;
using Agora.Application.Jobs;
using Agora.Application.Mail;
using Agora.Application.Maintenance;
using Agora.Application.Media;
using Agora.Application.Monitoring;
using Agora.Application.Monitoring.Doctor;
using Agora.Application.Notifications;
using Agora.Application.Sessions;
using Agora.Application.Streams;
using Agora.Application.Syndication;
using Agora.Application.Tasks;
using Agora.Application.Trash;
using Agora.Application.Webhooks;
using Agora.Infrastructure.Backups;
using Agora.Infrastructure.Database;
using Agora.Infrastructure.Database.Embedded;
using Agora.Infrastructure.Secrets;
using Agora.Infrastructure.Sessions;
using Agora.Infrastructure.Settings;

namespace Agora.Api.Configuration;

/// <summary>Every setting that Agora reads, and the short names that environment variables may use for some of them.</summary>
internal static class SettingsCatalogue
{
    /// <summary>Short names and what they stand for. The second name of a setting is that of other products.</summary>
    public static readonly IReadOnlyDictionary<string, string> ShortNames = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
    {
        ["DATABASE_URL"] = "Database:Url",
        ["DATABASE_DIRECT_URL"] = "Database:DirectUrl",
        ["DATABASE_MIGRATOR_URL"] = "Database:MigratorUrl",
        ["DATABASE_WATCH_URL"] = "Database:WatchUrl",
        ["DATABASE_MAINTAIN_URL"] = "Database:MaintainUrl",
        ["DATABASE_BACKUP_URL"] = "Database:BackupUrl",
        ["BACKUP_KEY"] = "Backup:Key",
        ["POOL_SIZE"] = "Database:PoolSize",
        ["DATABASE_POOL_SIZE"] = "Database:PoolSize",
        ["ECHO"] = "Database:Echo",
        ["DATABASE_ECHO"] = "Database:Echo",
        ["SECRET_KEY"] = "Secrets:Key",
        ["PREVIOUS_SECRET_KEYS"] = "Secrets:PreviousKeys",
        ["PORT"] = "Server:Port",
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = "Telemetry:OtlpEndpoint",
        ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "Telemetry:OtlpProtocol",
        ["AGORA_POSTGRES_BIN"] = "Database:Embedded:BinDirectory",
        ["AGORA_DATA"] = "Database:Embedded:DataDirectory",
        ["AGORA_POSTGRES_PORT"] = "Database:Embedded:Port",
    };

    /// <summary>Variables with a meaning of their own, which no setting has.</summary>
    public static readonly IReadOnlyDictionary<string, string> Variables = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["AGORA_HOME"] = "One folder for the cache and the data of the embedded server.",
        ["ASPNETCORE_ENVIRONMENT"] = "`Development` or `Production`, the default.",
        ["DOTNET_ENVIRONMENT"] = "Read where `ASPNETCORE_ENVIRONMENT` is absent.",
        ["ENVIRONMENT"] = "Read where both are absent.",
        ["MAX_OVERFLOW"] = "Must be 0 where it is set: the pool does not grow past its size.",
        ["DATABASE_MAX_OVERFLOW"] = "The same.",
        ["POSTGRES_HOST"] = "Host of the database, where `DATABASE_URL` is absent.",
        ["POSTGRES_PORT"] = "Its port (5432).",
        ["POSTGRES_USER"] = "The login of the runtime role (app_api).",
        ["POSTGRES_PASSWORD"] = "Its password.",
        ["POSTGRES_DB"] = "The database (agora).",
    };

    /// <summary>Sections in the order in which the reference shows them, with the type that each is bound to.</summary>
    public static readonly IReadOnlyList<(string Name, Type Type)> Sections =
    [
        (DatabaseOptions.Section, typeof(DatabaseOptions)),
        (EmbeddedPostgresOptions.Section, typeof(EmbeddedPostgresOptions)),
        (SecretOptions.Section, typeof(SecretOptions)),
        (ServerOptions.Section, typeof(ServerOptions)),
        (CorsOptions.Section, typeof(CorsOptions)),
        (RateLimitOptions.Section, typeof(RateLimitOptions)),
        (HealthOptions.Section, typeof(HealthOptions)),
        (MaintenanceSettings.Section, typeof(MaintenanceSettings)),
        (MetricsOptions.Section, typeof(MetricsOptions)),
        (TelemetrySettings.Section, typeof(TelemetrySettings)),
        (DoctorSettings.Section, typeof(DoctorSettings)),
        (BackupOptions.Section, typeof(BackupOptions)),
        (DocsOptions.Section, typeof(DocsOptions)),
        (SessionSettings.Section, typeof(SessionSettings)),
        (PasswordSettings.Section, typeof(PasswordSettings)),
        (JobSettings.Section, typeof(JobSettings)),
        (EmbeddingSettings.Section, typeof(EmbeddingSettings)),
        (MonitoringSettings.Section, typeof(MonitoringSettings)),
        (ImportSettings.Section, typeof(ImportSettings)),
        (MailSettings.Section, typeof(MailSettings)),
        (MediaSettings.Section, typeof(MediaSettings)),
        (BatchOptions.Section, typeof(BatchOptions)),
        (SyndicationSettings.Section, typeof(SyndicationSettings)),
        (NotificationSettings.Section, typeof(NotificationSettings)),
        (TrashSettings.Section, typeof(TrashSettings)),
        (TaskSettings.Section, typeof(TaskSettings)),
        (WebhookSettings.Section, typeof(WebhookSettings)),
        (EventLogSettings.Section, typeof(EventLogSettings)),
        (StreamSettings.Section, typeof(StreamSettings)),
    ];

    public static IReadOnlyList<SettingDescription> All { get; } =
        [.. Sections.SelectMany(section => SettingDescription.Of(section.Name, section.Type))];
}
