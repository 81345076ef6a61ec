using Agora.Application.Common;
using Agora.Application.Notifications;
using Agora.Application.Sessions;
using Agora.Domain.Common;
using Agora.Domain.Mail;
using Microsoft.Extensions.Logging;

namespace Agora.Application.Mail;

/// <summary>
/// Sends one mail of the outbox; its job is queued by the database. Sent at least once: when the worker ends before the outcome is stored,
/// the recipient gets the same mail again, with the same Message-ID and the same link.
/// </summary>
public sealed record SendMail(Guid MailId) : ICommand<int>, IRunsAsSystem, IOwnsTransaction;

public sealed partial class SendMailHandler(
    IMailOutbox outbox,
    ICredentialRepository credentials,
    IRegistrationRepository registrations,
    IMailTransport transport,
    IMailTokens tokens,
    IUnsubscribeTokens unsubscribing,
    IUnitOfWork unitOfWork,
    MailSettings settings,
    TimeProvider clock,
    ILogger<SendMailHandler> log) : ICommandHandler<SendMail, int>
{
    private const int ErrorMax = 500;

    public async Task<Result<int>> Handle(SendMail command, CancellationToken ct)
    {
        var waiting = await unitOfWork.ExecuteAsync(
            token => outbox.FindWaitingAsync(command.MailId, clock.GetUtcNow(), token), static _ => true, ct);
        if (waiting is not { } mail)
        {
            return 0;
        }

        if (await ComposeAsync(mail, ct) is not { } outgoing)
        {
            await StoreAsync(token => outbox.FinishAsync(mail.Id, MailOutcome.Dropped, clock.GetUtcNow(), token), ct);
            return 0;
        }

        try
        {
            await transport.SendAsync(outgoing, ct);
        }
        catch (Exception exception) when (!ct.IsCancellationRequested)
        {
            NotSent(log, exception, mail.Id);
            var reason = exception.Message.Length <= ErrorMax ? exception.Message : exception.Message[..ErrorMax];
            await StoreAsync(token => outbox.SetErrorAsync(mail.Id, reason, token), ct);
            return MailErrors.NotSent;
        }

        // It was handed over: that must be stored even when the host is stopping.
        await StoreAsync(token => outbox.FinishAsync(mail.Id, MailOutcome.Sent, clock.GetUtcNow(), token), CancellationToken.None);
        return 0;
    }

    /// <returns>Null when the mail is no longer needed.</returns>
    private async Task<OutgoingMail?> ComposeAsync(WaitingMail mail, CancellationToken ct)
    {
        if (mail is { UserId: null, RegistrationId: null })
        {
            return null;
        }

        if (mail is { Kind: MailKind.NotificationDigest, UserId: { } reader })
        {
            return Digest(mail, unsubscribing.For(reader));
        }

        var link = settings.LinkBase;
        if (MailTexts.Link(mail.Kind) is { } wanted)
        {
            var token = tokens.For(mail.Id, mail.RegistrationId ?? mail.UserId!.Value);
            if (!await unitOfWork.ExecuteAsync(t => StoreAsync(mail, wanted, token, t), static stored => stored, ct))
            {
                return null;
            }

            // Behind the #, so that the token reaches neither the access logs of a front end nor a referrer.
            link = $"{settings.LinkBase}/{wanted.Page}#token={token.Text}";
        }

        return MailTexts.Compose(mail, link);
    }

    // The link for readers has its token behind the #, as others do. That for mail services is followed as it is.
    private OutgoingMail Digest(WaitingMail mail, string token) =>
        MailTexts.Compose(mail, settings.LinkBase, $"{settings.LinkBase}/{MailTexts.UnsubscribePage}#token={token}") with
        {
            UnsubscribeLink = $"{settings.LinkBase}/{MailTexts.UnsubscribePage}?token={token}",
        };

    private Task<bool> StoreAsync(WaitingMail mail, MailLink link, OpaqueToken token, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        return mail.RegistrationId is { } registrationId
            ? registrations.TrySetTokenAsync(registrationId, token.Hash, ct)
            : credentials.TryAddOneTimeTokenAsync(
                new NewOneTimeToken(token.Hash, mail.UserId!.Value, link.Purpose, mail.Recipient, now, now + link.Lifetime), mail.Id, ct);
    }

    private Task<bool> StoreAsync(Func<CancellationToken, Task> work, CancellationToken ct) => unitOfWork.ExecuteAsync(
        async token =>
        {
            await work(token);
            return true;
        },
        static _ => true,
        ct);

    [LoggerMessage(EventId = 310, Level = LogLevel.Warning, Message = "Mail {MailId} could not be sent")]
    private static partial void NotSent(ILogger log, Exception exception, Guid mailId);
}
