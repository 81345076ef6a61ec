using Agora.Application.Monitoring.Doctor;
using Agora.Domain.Common;
using Agora.Infrastructure.Database;
using Agora.Migrations.Connections;
using Npgsql;

namespace Agora.Infrastructure.Monitoring.Doctor;

/// <summary>Every login that this process knows is accepted.</summary>
internal sealed class LoginCheck(DatabaseAccess access, ContextSigner signer, TimeProvider clock) : IDoctorCheck
{
    private const int TimeoutSeconds = 3;

    private const string Runtime = "DATABASE_URL";

    public string Name => "logins";

    public CheckNeeds Needs => CheckNeeds.None;

    public async Task<Result<CheckOutcome>> RunAsync(CancellationToken ct)
    {
        var attempts = await Task.WhenAll(
            TryAsync(Runtime, access.Runtime, CheckNeeds.Database, ct),
            TryAsync("DATABASE_DIRECT_URL", access.Direct, CheckNeeds.None, ct),
            TryAsync("DATABASE_MIGRATOR_URL", access.Migrator, CheckNeeds.None, ct),
            TryAsync("DATABASE_WATCH_URL", access.Watch, CheckNeeds.Probes, ct),
            TryAsync("DATABASE_MAINTAIN_URL", access.Maintain, CheckNeeds.None, ct),
            TryAsync("DATABASE_BACKUP_URL", access.Backup, CheckNeeds.None, ct));
        var failed = attempts.Where(attempt => attempt.Finding is not null).ToList();
        var missing = failed.Aggregate(CheckNeeds.None, (all, attempt) => all | attempt.Serves);
        var findings = failed.Select(attempt => attempt.Finding!).ToList();
        if (access.Watch is null)
        {
            missing |= CheckNeeds.Probes;
            findings.Add(Finding.Warning(
                "monitoring.off",
                "DATABASE_WATCH_URL",
                "DATABASE_WATCH_URL is not set: this server does not monitor its database, and most checks are skipped.",
                "Set it to the login of ops_watch, which agora db init gives."));
        }

        // A server that is away is one finding, however many logins lead to it.
        return new CheckOutcome(
            [.. findings.DistinctBy(finding => finding.Subject ?? finding.Message, StringComparer.Ordinal)], missing);
    }

    /// <summary>Connections of a check's own. Named, because metrics would show the login otherwise.</summary>
    internal static NpgsqlDataSource Source(NpgsqlConnectionStringBuilder login) =>
        new NpgsqlDataSourceBuilder(new NpgsqlConnectionStringBuilder(login.ConnectionString)
        {
            ApplicationName = "agora doctor",
            Pooling = false,
            Timeout = TimeoutSeconds,
            CommandTimeout = TimeoutSeconds,
            CancellationTimeout = 500,
            IncludeErrorDetail = false,
            GssEncryptionMode = GssEncryptionMode.Disable,
        }.ConnectionString)
        { Name = "agora-doctor" }.BuildForPrimary();

    private async Task<(CheckNeeds Serves, Finding? Finding)> TryAsync(
        string setting, NpgsqlConnectionStringBuilder? login, CheckNeeds serves, CancellationToken ct)
    {
        if (login is null)
        {
            return (serves, null);
        }

        try
        {
            // Waited for from outside as well: a connection attempt to a silent host does not always heed its token.
            return (serves, await AskAsync(setting, login, ct).WaitAsync(TimeSpan.FromSeconds(TimeoutSeconds), clock, ct));
        }
        catch (Exception exception) when (exception is NpgsqlException or TimeoutException or IOException)
        {
            return (serves, exception is PostgresException refused
                ? Explain(setting, login, refused)
                : Away(login, exception is TimeoutException ? "It does not answer." : exception.GetBaseException().Message));
        }
    }

    private async Task<Finding?> AskAsync(string setting, NpgsqlConnectionStringBuilder login, CancellationToken ct)
    {
        const string sql = "SELECT pg_is_in_recovery()";

        await using var source = Source(login);
        await using var connection = await source.OpenConnectionAsync(ct);
        await using var command = new NpgsqlCommand(sql, connection);
        var isStandby = await command.ExecuteScalarAsync(ct) is true;
        return setting != Runtime ? null
            : isStandby ? Finding.Critical(
                "database.read_only", null, "The server of DATABASE_URL is a standby and takes no changes.",
                "Name the primary in DATABASE_URL, or promote this server (SELECT pg_promote();).")
            : await AskForKeyAsync(connection, ct);
    }

    private async Task<Finding?> AskForKeyAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        try
        {
            await StartupAssertions.ReadSignedRoleAsync(connection, signer, ct);
            return null;
        }
        catch (NpgsqlException exception) when (exception.SqlState == PostgresErrorCodes.InvalidAuthorizationSpecification)
        {
            return Finding.Critical(
                "secret.unknown",
                "SECRET_KEY",
                "The database does not know the key that signs the actor: it refuses every request.",
                "agora migrate up registers it. Every instance must have the same SECRET_KEY.");
        }
        catch (NpgsqlException exception) when (
            exception.SqlState is PostgresErrorCodes.UndefinedFunction or PostgresErrorCodes.InvalidSchemaName)
        {
            // The migrations are pending, and their check says so.
            return null;
        }
    }

    private static Finding Away(NpgsqlConnectionStringBuilder login, string reason) => Finding.Critical(
        "database.away",
        null,
        $"The database on {DatabaseLogin.From(login).Address} cannot be reached. {reason}",
        "Start the server, or correct host and port in DATABASE_URL and its kin.");

    private static Finding Explain(string setting, NpgsqlConnectionStringBuilder login, PostgresException exception)
    {
        var severity = setting == Runtime ? FindingSeverity.Critical : FindingSeverity.Warning;
        return exception.SqlState switch
        {
            PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification
                or PostgresErrorCodes.InsufficientPrivilege => new Finding(
                    "login.refused", severity, setting, $"The server refuses the login of {setting}: {exception.MessageText}.",
                    "Correct user and password, or pg_hba.conf. agora db init gives new passwords."),
            PostgresErrorCodes.InvalidCatalogName => new Finding(
                "login.no_database", severity, setting, $"The server has no database {login.Database}, which {setting} names.",
                "agora db init makes it."),
            PostgresErrorCodes.TooManyConnections => new Finding(
                "login.no_connection",
                severity,
                setting,
                $"There is no connection left for the login of {setting}: {exception.MessageText}.",
                "agora db probe connections says who has them; raise the limit of the role or max_connections."),
            _ => Away(login, $"{exception.MessageText}."),
        };
    }
}
