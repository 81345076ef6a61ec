using Agora.Domain.Common;

namespace Agora.Domain.Mail;

public static class MailErrors
{
    /// <summary>The reason is in <c>app.mail_outbox</c>, because it may name the recipient.</summary>
    public static readonly Error NotSent = Error.Unavailable("mail.not_sent", "The mail server did not take the mail.", TimeSpan.Zero);
}
