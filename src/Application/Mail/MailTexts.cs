using Agora.Application.Sessions;

namespace Agora.Application.Mail;

/// <param name="Page">Path of the page that takes the token.</param>
internal sealed record MailLink(OneTimePurpose Purpose, string Page, TimeSpan Lifetime);

/// <summary>What mails say. Plain text, and nothing in it that the recipient did not ask for or must not know.</summary>
internal static class MailTexts
{
    /// <summary>How long a registration waits for its link.</summary>
    public static readonly TimeSpan RegistrationLifetime = TimeSpan.FromDays(2);

    /// <summary>Path of the page that ends digests.</summary>
    public const string UnsubscribePage = "unsubscribe";

    private const string TakenBack =
        "The link works once, for seven days. It ends all sessions and the password, and a mail to this address sets a new one.";

    /// <summary>Null for a mail without a link.</summary>
    public static MailLink? Link(MailKind kind) => kind switch
    {
        MailKind.VerifyEmail => new MailLink(OneTimePurpose.VerifyEmail, "verify-email", TimeSpan.FromDays(2)),
        MailKind.ResetPassword => new MailLink(OneTimePurpose.SetPassword, "reset-password", TimeSpan.FromHours(1)),
        MailKind.Invitation => new MailLink(OneTimePurpose.SetPassword, "reset-password", TimeSpan.FromDays(7)),
        MailKind.PasswordChanged or MailKind.AddressInUse or MailKind.NotificationDigest
            or MailKind.WebhookDisabled => null,
        MailKind.ConfirmEmailChange => new MailLink(OneTimePurpose.ConfirmEmailChange, "verify-email", TimeSpan.FromDays(2)),
        MailKind.EmailChangeRequested or MailKind.EmailChanged =>
            new MailLink(OneTimePurpose.TakeBackEmail, "take-back-email", TimeSpan.FromDays(7)),
    };

    /// <param name="link">With the token where there is one; otherwise where links lead.</param>
    /// <param name="unsubscribeLink">Of a digest.</param>
    public static OutgoingMail Compose(WaitingMail mail, string link, string? unsubscribeLink = null)
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
                 A new password was requested for your account. Set it here:

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
            MailKind.AddressInUse => (
                "You have an account already",
                """
                This address was given for a new account, or as the new address of another. It has an account already, so nothing was
                made or changed. If it was you, sign in with that account; if you forgot its password, ask for a new one. If it was
                not you, ignore this mail.
                """),
            MailKind.WebhookDisabled => (
                "A webhook of yours was disabled",
                """
                The receiver of one of your webhooks answered that it is gone, has not accepted a delivery for days, or accepts less than
                there is to deliver, so that nothing is sent to it any more. GET /api/v1/webhooks shows which one and why. Activate it
                again once the receiver works; a replay brings what it missed.
                """),
            MailKind.ConfirmEmailChange => (
                "Confirm your new e-mail address",
                $"""
                 This is to become the e-mail address of your account. Confirm it:

                 {link}

                 The link works once, for two days. Until then your present address stays. If you did not ask for this, ignore this mail.
                 """),
            MailKind.EmailChangeRequested => (
                "Your e-mail address is to be changed",
                $"""
                 A new e-mail address was given for your account. This one stays until the new one is confirmed. If it was not you,
                 take the change back:

                 {link}

                 {TakenBack}
                 """),
            MailKind.EmailChanged => (
                "Your e-mail address was changed",
                $"""
                 Your account has another e-mail address from now on. If it was not you, take the change back:

                 {link}

                 {TakenBack}
                 """),
            MailKind.NotificationDigest => (
                "You have unread notifications",
                $"""
                 There are notifications that you have not read:

                 {link}

                 You get this mail because you switched on mail about activity. To get no more:

                 {unsubscribeLink}

                 That removes notifications.email from your preferences; notifications.digest with the value weekly brings fewer.
                 """),
        };
        return new OutgoingMail(mail.Id, mail.Recipient, subject, $"Hello {mail.Username},\n\n{text}\n");
    }
}
