using Agora.Api.Configuration;
using Agora.Infrastructure.Database;
using Agora.Infrastructure.Database.Embedded;
using Agora.Infrastructure.Secrets;
using Agora.Infrastructure.Settings;

namespace Agora.Api.Cli;

/// <summary>Opens the database that the settings ask for, for any verb.</summary>
internal static class Databases
{
    public static DatabaseOptions Options(IConfiguration settings) =>
        settings.Read<DatabaseOptions>(DatabaseOptions.Section);

    public static EmbeddedPostgresOptions Embedded(IConfiguration settings) =>
        settings.Read<EmbeddedPostgresOptions>(EmbeddedPostgresOptions.Section);

    public static SecretOptions Secrets(IConfiguration settings) =>
        settings.Read<SecretOptions>(SecretOptions.Section);

    /// <exception cref="InvalidConfigurationException">Nothing says which database is meant.</exception>
    public static bool IsEmbedded(IConfiguration settings) =>
        DatabaseServer.IsEmbedded(Options(settings), Settings.EnvironmentName == Environments.Development);

    public static Task<DatabaseServer> OpenAsync(IConfiguration settings, CancellationToken ct) => DatabaseServer.OpenAsync(
        Options(settings),
        Embedded(settings),
        Secrets(settings),
        Settings.EnvironmentName == Environments.Development,
        Output.Progress,
        TimeProvider.System,
        ct);

    /// <exception cref="InvalidConfigurationException">A migration failed; the message says which and why.</exception>
    public static async Task MigrateAsync(DatabaseAccess access, CancellationToken ct)
    {
        var observer = new MigrationProgress(Output.Progress);
        var report = await DatabaseMigrations.UpAsync(access, observer, TimeProvider.System, ct);
        if (report.Failure is { } failure)
        {
            throw new InvalidConfigurationException($"The database could not be migrated: {failure.Message} (agora migrate up says more)");
        }
    }
}
