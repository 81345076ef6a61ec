using Agora.Application.Mail;
using Agora.Infrastructure.Media;
using Microsoft.Extensions.Logging;
using MimeKit;

namespace Agora.Infrastructure.Mail;

/// <summary>Writes mail into a folder, for development and for mail servers that collect from one.</summary>
internal sealed partial class PickupMail : IMailTransport
{
    private static readonly FormatOptions Format = new() { NewLineFormat = NewLineFormat.Dos };

    private readonly MailSettings settings;
    private readonly string folder;

    /// <param name="folder">Made when the first mail is written.</param>
    public PickupMail(MailSettings settings, string folder, ILogger<PickupMail> log)
    {
        this.settings = settings;
        this.folder = folder;
        Chosen(log, folder);
    }

    public async Task SendAsync(OutgoingMail outgoing, CancellationToken ct)
    {
        using var mail = MailFormat.Of(outgoing, settings.From);

        // Mail servers that collect take sender and recipient from these.
        mail.Headers.Insert(0, "X-Sender", mail.From.Mailboxes.Single().Address);
        mail.Headers.Insert(1, "X-Receiver", mail.To.Mailboxes.Single().Address);

        // Links in it sign people in. A folder that is there already keeps its mode, which is its owner's choice.
        PrivateFolder.Create(folder);

        // Under its name when it is whole. A mail that is written again replaces the former file.
        var path = Path.Combine(folder, $"{outgoing.Id}.eml");
        var part = $"{path}.{Guid.NewGuid():N}.part";
        await mail.WriteToAsync(Format, part, ct);
        File.Move(part, path, overwrite: true);
    }

    [LoggerMessage(EventId = 312, Level = LogLevel.Information, Message = "Mail is written to {Folder}: no mail server is configured")]
    private static partial void Chosen(ILogger log, string folder);
}
