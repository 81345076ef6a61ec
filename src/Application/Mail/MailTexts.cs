using Agora.Application.Sessions;

namespace Agora.Application.Mail;

/// <param name="Page">Path of the page that takes the token.</param>
internal sealed record MailLink(OneTimePurpose Purpose, string Page, TimeSpan Lifetime);

/// <summary>What mails say. Plain text, and nothing in it that the recipient did not ask for or must not know.</summary>
internal static class MailTexts
{
    /// <summary>Null for a mail without a link.</summary>
    public static MailLink? Link(MailKind kind) => kind switch
    {
        MailKind.VerifyEmail => new MailLink(OneTimePurpose.VerifyEmail, "verify-email", TimeSpan.FromDays(2)),
        MailKind.ResetPassword => new MailLink(OneTimePurpose.SetPassword, "reset-password", TimeSpan.FromHours(1)),
        MailKind.Invitation => new MailLink(OneTimePurpose.SetPassword, "reset-password", TimeSpan.FromDays(7)),
        MailKind.PasswordChanged => null,
    };

    public static Letter Compose(DueMail mail, string link)
    {
        var (subject, text) = mail.Kind switch
        {
            MailKind.VerifyEmail => (
                "Confirm your e-mail address",
                $"""
                 Welcome to Agora. Confirm that this is your address:

                 {link}

                 The link works once, for two days. If you did not register, ignore this mail.
                 """),
            MailKind.ResetPassword => (
                "Set a new password",
                $"""
                 Somebody, probably you, asked for a new password. Set it here:

                 {link}

                 The link works once, for an hour. If it was not you, ignore this mail: your password stays as it is.
                 """),
            MailKind.Invitation => (
                "You are invited to Agora",
                $"""
                 An account was made for you. Set its password to begin:

                 {link}

                 The link works once, for seven days.
                 """),
            MailKind.PasswordChanged => (
                "Your password was changed",
                """
                Your password was changed, and your other sessions were ended. If it was not you, ask for a new password at
                once: your address still works for that.
                """),
        };
        return new Letter(mail.Recipient, subject, $"Hello {mail.Username},\n\n{text}\n");
    }
}
