using System.Net.Security;
using Agora.Application.Mail;
using MailKit.Net.Smtp;
using MailKit.Security;

namespace Agora.Infrastructure.Mail;

/// <summary>Hands mail to a mail server, a connection each.</summary>
/// <param name="trust">Decides about the certificate of the server instead of the operating system; for tests.</param>
internal sealed class SmtpMail(MailSettings settings, RemoteCertificateValidationCallback? trust = null) : IMailTransport
{
    /// <summary>TLS from the first byte is what this port is for (RFC 8314).</summary>
    private const int ImplicitTlsPort = 465;

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    public async Task SendAsync(OutgoingMail outgoing, CancellationToken ct)
    {
        using var mail = MailFormat.Of(outgoing, settings.From);
        using var client = new SmtpClient();

        // The client's own time limit is for each step.
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(Timeout);
        await OpenAsync(client, limit.Token);
        await client.SendAsync(mail, limit.Token);

        // The server has accepted the mail: a failed QUIT is ignored.
        await client.DisconnectAsync(quit: true, limit.Token);
    }

    /// <summary>Connects and signs in as for a mail, and sends none.</summary>
    public async Task CheckAsync(CancellationToken ct)
    {
        using var client = new SmtpClient();
        await OpenAsync(client, ct);
        await client.DisconnectAsync(quit: true, ct);
    }

    private async Task OpenAsync(SmtpClient client, CancellationToken ct)
    {
        // A check for revocation needs the network of the certificate authority, which mail must not depend on.
        client.CheckCertificateRevocation = false;
        client.ServerCertificateValidationCallback = trust;

        await client.ConnectAsync(settings.SmtpHost ?? "", settings.SmtpPort, Security(), ct);
        if (!string.IsNullOrEmpty(settings.SmtpUser))
        {
            await client.AuthenticateAsync(settings.SmtpUser, settings.SmtpPassword ?? "", ct);
        }
    }

    // StartTls and not StartTlsWhenAvailable: a man in the middle could strip the offer.
    private SecureSocketOptions Security() => settings switch
    {
        { SmtpImplicitTls: true } or { SmtpTls: true, SmtpPort: ImplicitTlsPort } => SecureSocketOptions.SslOnConnect,
        { SmtpTls: true } => SecureSocketOptions.StartTls,
        _ => SecureSocketOptions.None,
    };
}
