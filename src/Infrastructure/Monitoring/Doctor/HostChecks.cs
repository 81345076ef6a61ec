using Agora.Application.Mail;
using Agora.Application.Monitoring.Doctor;
using Agora.Domain.Common;
using Agora.Infrastructure.Database;
using Agora.Infrastructure.Mail;
using Agora.Infrastructure.Secrets;
using Npgsql;

namespace Agora.Infrastructure.Monitoring.Doctor;

internal sealed class MailCheck(MailDelivery delivery, MailSettings settings) : IDoctorCheck
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    public string Name => "mail";

    public CheckNeeds Needs => CheckNeeds.None;

    public async Task<Result<CheckOutcome>> RunAsync(CancellationToken ct)
    {
        if (!delivery.IsConfigured)
        {
            return new CheckOutcome([Finding.Warning(
                "mail.off", "Mail:SmtpHost", "No mail server is configured: mails wait in the database.", "Set Mail:SmtpHost.")]);
        }

        var findings = new List<Finding>();
        if (settings.SmtpHost is { Length: > 0 } host)
        {
            if (delivery.LinksLeadHere)
            {
                findings.Add(Finding.Warning(
                    "mail.local_links",
                    "Mail:LinkBase",
                    $"The links of mails lead to {settings.LinkBase}, which the recipients cannot reach.",
                    "Set Mail:LinkBase to the address of this server, or of the front end, on the web."));
            }

            if (await TryAsync(ct) is { } reason)
            {
                findings.Add(Finding.Critical(
                    "mail.refused",
                    $"{host}:{settings.SmtpPort}",
                    $"The mail server {host}:{settings.SmtpPort} takes no mail: {reason}",
                    "Start it, or correct Mail:SmtpHost, SmtpPort, SmtpTls, SmtpUser and SmtpPassword."));
            }
        }

        return new CheckOutcome(findings);
    }

    private async Task<string?> TryAsync(CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(Patience);
        try
        {
            await new SmtpMail(settings).CheckAsync(limit.Token);
            return null;
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return "It does not answer.";
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // Sockets, TLS, the protocol and the login each fail with types of their own.
            return exception.Message.Split('\n')[0].Trim();
        }
    }
}

internal sealed class SecretCheck(SecretKeys secrets) : IDoctorCheck
{
    private const UnixFileMode Others =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    public string Name => "secrets";

    public CheckNeeds Needs => CheckNeeds.None;

    public Task<Result<CheckOutcome>> RunAsync(CancellationToken ct)
    {
        var findings = new List<Finding>();
        if (secrets.IsWeak)
        {
            findings.Add(Finding.Critical(
                "secret.weak",
                "SECRET_KEY",
                "SECRET_KEY repeats itself: it was not made at random, and who guesses it signs in as anyone.",
                "Make one with openssl rand -base64 32, and keep the old one in PREVIOUS_SECRET_KEYS for as long as sessions last."));
        }

        var file = Path.Combine(Environment.CurrentDirectory, ".env");
        if (!OperatingSystem.IsWindows() && File.Exists(file) && (File.GetUnixFileMode(file) & Others) != UnixFileMode.None)
        {
            findings.Add(Finding.Critical(
                "secret.readable", file, $"Other accounts of this machine can read or write {file}.", $"chmod 600 {file}"));
        }

        return Task.FromResult<Result<CheckOutcome>>(new CheckOutcome(findings));
    }
}

/// <summary>Connections to a database on another machine are encrypted, and its certificate is checked.</summary>
internal sealed class TransportCheck(DatabaseAccess access) : IDoctorCheck
{
    public string Name => "encryption";

    public CheckNeeds Needs => CheckNeeds.None;

    public Task<Result<CheckOutcome>> RunAsync(CancellationToken ct) => Task.FromResult<Result<CheckOutcome>>(new CheckOutcome(
    [
        .. Examine("DATABASE_URL", access.Runtime),
        .. Examine("DATABASE_DIRECT_URL", access.Direct),
        .. Examine("DATABASE_MIGRATOR_URL", access.Migrator),
        .. Examine("DATABASE_WATCH_URL", access.Watch),
        .. Examine("DATABASE_MAINTAIN_URL", access.Maintain),
        .. Examine("DATABASE_BACKUP_URL", access.Backup),
    ]));

    private static IEnumerable<Finding> Examine(string setting, NpgsqlConnectionStringBuilder? login)
    {
        if (login is null || DatabaseConnections.IsLocal(login) || login.SslMode == SslMode.VerifyFull)
        {
            yield break;
        }

        var remedy = $"Add sslmode=verify-full to {setting}.";
        yield return DatabaseConnections.IsUnencrypted(login)
            ? Finding.Critical(
                "encryption.off", setting, $"{setting} also connects to {login.Host} without TLS: others can read along.", remedy)
            : Finding.Warning(
                "encryption.unverified",
                setting,
                $"{setting} does not check that {login.Host} is who it says: a man in the middle can pass for the server.",
                remedy);
    }
}
