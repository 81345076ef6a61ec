using System.Net;
using System.Net.Mail;
using System.Net.Mime;
using System.Text;
using Agora.Application.Mail;
using Microsoft.Extensions.Logging;

namespace Agora.Infrastructure.Mail;

/// <summary>Hands mail to a mail server, a connection each.</summary>
internal sealed class SmtpMail(MailSettings settings) : IMailTransport
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    public async Task SendAsync(Letter letter, CancellationToken ct)
    {
        using var client = new SmtpClient(settings.SmtpHost, settings.SmtpPort)
        {
            EnableSsl = settings.SmtpTls,
            Credentials = string.IsNullOrEmpty(settings.SmtpUser)
                ? null
                : new NetworkCredential(settings.SmtpUser, settings.SmtpPassword),
        };
        using var mail = MailFormat.Of(letter, settings.From);

        // The client's own time limit does not hold for asynchronous sending.
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(Timeout);
        await client.SendMailAsync(mail, limit.Token);
    }
}

/// <summary>Writes mail into a folder, for development and for mail servers that collect from one.</summary>
internal sealed partial class PickupMail : IMailTransport
{
    private readonly MailSettings settings;
    private readonly string folder;

    /// <param name="folder">Made when the first mail is written.</param>
    public PickupMail(MailSettings settings, string folder, ILogger<PickupMail> log)
    {
        this.settings = settings;
        this.folder = folder;
        Chosen(log, folder);
    }

    public async Task SendAsync(Letter letter, CancellationToken ct)
    {
        // Links in it sign people in, so nobody but the owner of the process reads it.
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        using var client = new SmtpClient
        {
            DeliveryMethod = SmtpDeliveryMethod.SpecifiedPickupDirectory,
            PickupDirectoryLocation = folder,
        };
        using var mail = MailFormat.Of(letter, settings.From);
        await client.SendMailAsync(mail, ct);
    }

    [LoggerMessage(EventId = 312, Level = LogLevel.Information, Message = "Mail is written to {Folder}: no mail server is configured")]
    private static partial void Chosen(ILogger log, string folder);
}

internal static class MailFormat
{
    /// <summary>Plain text; as it is when ASCII, so that links survive every reader, in base64 otherwise.</summary>
    public static MailMessage Of(Letter letter, string from) => new(new MailAddress(from), new MailAddress(letter.Recipient))
    {
        Subject = letter.Subject,
        Body = letter.Text,
        BodyEncoding = Encoding.UTF8,
        BodyTransferEncoding = Ascii.IsValid(letter.Text) ? TransferEncoding.SevenBit : TransferEncoding.Base64,
        IsBodyHtml = false,
    };
}
