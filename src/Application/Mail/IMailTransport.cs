namespace Agora.Application.Mail;

/// <param name="Id">The same in every attempt to send the mail; its Message-ID is made of it.</param>
/// <param name="UnsubscribeLink">Where a POST ends mails of this kind; null for mails without one.</param>
public sealed record OutgoingMail(Guid Id, string Recipient, string Subject, string Text, string? UnsubscribeLink = null);

public interface IMailTransport
{
    /// <summary>Hands the mail over. Any exception means that it should be tried again.</summary>
    Task SendAsync(OutgoingMail outgoing, CancellationToken ct);
}
