using Agora.Infrastructure.Database;
using Agora.Infrastructure.Database.Embedded;
using Agora.Infrastructure.Secrets;

namespace Agora.Api.Cli;

/// <summary>Opens the database that the settings ask for, for any verb.</summary>
internal static class Databases
{
    public static DatabaseOptions Options(IConfiguration settings) =>
        settings.GetSection(DatabaseOptions.Section).Get<DatabaseOptions>() ?? new DatabaseOptions();

    public static EmbeddedPostgresOptions Embedded(IConfiguration settings) =>
        settings.GetSection(EmbeddedPostgresOptions.Section).Get<EmbeddedPostgresOptions>() ?? new EmbeddedPostgresOptions();

    public static Task<DatabaseServer> OpenAsync(IConfiguration settings, CancellationToken ct) => DatabaseServer.OpenAsync(
        Options(settings),
        Embedded(settings),
        settings.GetSection(SecretOptions.Section).Get<SecretOptions>() ?? new SecretOptions(),
        Output.Progress,
        TimeProvider.System,
        ct);
}
