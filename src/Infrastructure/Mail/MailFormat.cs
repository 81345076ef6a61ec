using System.Text;
using Agora.Application.Mail;
using MimeKit;
using MimeKit.Text;

namespace Agora.Infrastructure.Mail;

internal static class MailFormat
{
    private static readonly ParserOptions Strict = new() { AllowAddressesWithoutDomain = false };

    /// <summary>Plain text; as it is when ASCII, so that links survive every reader, in base64 otherwise.</summary>
    /// <exception cref="FormatException">An address is none.</exception>
    /// <exception cref="ArgumentException">The subject is more than one line.</exception>
    public static MimeMessage Of(OutgoingMail outgoing, string from)
    {
        if (outgoing.Subject.Any(char.IsControl))
        {
            throw new ArgumentException("A subject is one line.", nameof(outgoing));
        }

        var body = new TextPart(TextFormat.Plain)
        {
            ContentTransferEncoding = Ascii.IsValid(outgoing.Text) ? ContentEncoding.SevenBit : ContentEncoding.Base64,
        };
        body.SetText(Encoding.UTF8, outgoing.Text);
        var mail = new MimeMessage { Subject = outgoing.Subject, Body = body };
        var sender = Address(from);
        mail.From.Add(sender);
        mail.To.Add(Address(outgoing.Recipient));

        // Of every attempt to send it, so that a receiver recognizes a mail that arrives twice.
        mail.MessageId = $"{outgoing.Id:N}@{sender.Domain}";
        if (outgoing.UnsubscribeLink is { } link)
        {
            // RFC 2369; by one click where it is an https address, RFC 8058.
            mail.Headers.Add(HeaderId.ListUnsubscribe, $"<{link}>");
            if (link.StartsWith("https://", StringComparison.Ordinal))
            {
                mail.Headers.Add(HeaderId.ListUnsubscribePost, "List-Unsubscribe=One-Click");
            }
        }

        return mail;
    }

    public static bool IsAddress(string text) => MailboxAddress.TryParse(Strict, text, out _);

    private static MailboxAddress Address(string text) => MailboxAddress.Parse(Strict, text);
}
