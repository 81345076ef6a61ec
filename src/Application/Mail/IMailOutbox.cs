namespace Agora.Application.Mail;

/// <summary>
/// What a mail is about. The database checks the same values. All but the digest are about the account itself and are sent regardless of
/// the preference notifications/email.
/// </summary>
public enum MailKind
{
    VerifyEmail,
    ResetPassword,

    /// <summary>An admin made an account for the recipient, who sets its password by the link.</summary>
    Invitation,
    PasswordChanged,

    /// <summary>To the address that an account is to get.</summary>
    ConfirmEmailChange,

    /// <summary>To the address that an account has while another waits, with a link that takes the change back.</summary>
    EmailChangeRequested,

    /// <summary>To the former address, with a link that takes the change back.</summary>
    EmailChanged,

    /// <summary>To the owner of an address that was given for another account.</summary>
    AddressInUse,

    /// <summary>To a verified address whose owner set notifications/email, when there are unread notifications.</summary>
    NotificationDigest,

    /// <summary>A webhook of the recipient was disabled.</summary>
    WebhookDisabled,
}

/// <summary>A mail that waits to be sent, with the account of its recipient.</summary>
/// <param name="UserId">Null when no account that can sign in has to do with the address, or it needs this mail no longer.</param>
/// <param name="RegistrationId">The account that is to be made by the link; null for one that exists.</param>
public sealed record WaitingMail(Guid Id, MailKind Kind, string Recipient, Guid? UserId, string? Username, Guid? RegistrationId);

public enum MailOutcome
{
    Sent,

    /// <summary>Not sent: no account needs it any more.</summary>
    Dropped,
}

public interface IMailOutbox
{
    /// <summary>
    /// Queues a mail with the transaction that asks for it. One that waits already is enough, and an address gets at most
    /// <paramref name="most"/> of a kind an hour. Does the same whether or not the address has an account.
    /// </summary>
    Task QueueAsync(MailKind kind, string recipient, int most, DateTimeOffset now, CancellationToken ct);

    /// <summary>Queues a mail about the account to an address that need not be its own.</summary>
    /// <param name="most">Mails of the kind to the address an hour; null for no limit.</param>
    Task QueueAsync(MailKind kind, string recipient, Guid userId, int? most, DateTimeOffset now, CancellationToken ct);

    /// <summary>Queues a mail to the address of the account; none for an account without one.</summary>
    Task QueueForUserAsync(MailKind kind, Guid userId, DateTimeOffset now, CancellationToken ct);

    /// <summary>Null when the mail was sent, was given up, or is gone with its account.</summary>
    Task<WaitingMail?> FindWaitingAsync(Guid mailId, DateTimeOffset now, CancellationToken ct);

    /// <param name="most">More are not counted.</param>
    Task<MailBacklog> CountWaitingAsync(int most, CancellationToken ct);

    Task FinishAsync(Guid mailId, MailOutcome outcome, DateTimeOffset now, CancellationToken ct);

    Task SetErrorAsync(Guid mailId, string error, CancellationToken ct);
}
