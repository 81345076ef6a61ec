using Agora.Application.Common;
using Agora.Application.Sessions;
using Agora.Domain.Common;
using Microsoft.Extensions.Logging;

namespace Agora.Application.Mail;

public sealed record OutgoingMail(string Recipient, string Subject, string Text);

public interface IMailTransport
{
    /// <summary>Hands the mail over. Any exception means that it should be tried again.</summary>
    Task SendAsync(OutgoingMail outgoing, CancellationToken ct);
}

/// <summary>Sends what is due, and tells how many mails it took. A mail may arrive twice after a crash, never not at all.</summary>
public sealed record SendDueMail : ICommand<int>, IRunsAsSystem, IOwnsTransaction;

public sealed partial class SendDueMailHandler(
    IMailOutbox outbox,
    ICredentialRepository credentials,
    IRegistrationRepository registrations,
    IMailTransport transport,
    IUnitOfWork unitOfWork,
    MailSettings settings,
    TimeProvider clock,
    ILogger<SendDueMailHandler> log) : ICommandHandler<SendDueMail, int>
{
    private const int BatchMax = 20, AttemptsMax = 10, ErrorMax = 500;

    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(2), BackoffMax = TimeSpan.FromHours(6);

    public async Task<Result<int>> Handle(SendDueMail command, CancellationToken ct)
    {
        var due = await unitOfWork.ExecuteAsync(
            token => outbox.ClaimAsync(BatchMax, clock.GetUtcNow(), Lease, token), static _ => true, ct);
        foreach (var mail in due)
        {
            await SendAsync(mail, ct);
        }

        return due.Count;
    }

    private async Task SendAsync(DueMail mail, CancellationToken ct)
    {
        if (mail is { UserId: null, RegistrationId: null })
        {
            await StoreAsync(token => outbox.FinishAsync(mail.Id, MailOutcome.Dropped, error: null, clock.GetUtcNow(), token), ct);
            return;
        }

        string? error = null;
        try
        {
            if (await ComposeAsync(mail, ct) is not { } outgoing)
            {
                return;
            }

            await transport.SendAsync(outgoing, ct);
        }
        catch (Exception exception) when (!ct.IsCancellationRequested)
        {
            // A mail server can fail in any way; none of them may stop the mails behind this one.
            Failed(log, exception, mail.Id, mail.Attempt);
            error = exception.Message.Length <= ErrorMax ? exception.Message : exception.Message[..ErrorMax];
        }

        // It was handed over or not: that must be stored even when the host is stopping.
        var now = clock.GetUtcNow();
        await StoreAsync(
            token => error switch
            {
                null => outbox.FinishAsync(mail.Id, MailOutcome.Sent, error: null, now, token),
                _ when mail.Attempt >= AttemptsMax => outbox.FinishAsync(mail.Id, MailOutcome.Failed, error, now, token),
                _ => outbox.RescheduleAsync(mail.Id, now + Backoff(mail.Attempt), error, token),
            },
            CancellationToken.None);
    }

    /// <returns>Null when the mail was dropped since it was claimed.</returns>
    private async Task<OutgoingMail?> ComposeAsync(DueMail mail, CancellationToken ct)
    {
        var link = "";
        if (MailTexts.Link(mail.Kind) is { } wanted)
        {
            var token = OpaqueToken.New();
            if (!await unitOfWork.ExecuteAsync(t => StoreAsync(mail, wanted, token, t), static stored => stored, ct))
            {
                return null;
            }

            // Behind the #, so that the token reaches neither the access logs of a front end nor a referrer.
            link = $"{settings.LinkBase}/{wanted.Page}#token={token.Text}";
        }

        return MailTexts.Compose(mail, link);
    }

    private Task<bool> StoreAsync(DueMail mail, MailLink link, OpaqueToken token, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        return mail.RegistrationId is { } registrationId
            ? registrations.TrySetTokenAsync(registrationId, token.Hash, ct)
            : credentials.TryAddOneTimeTokenAsync(
                new NewOneTimeToken(token.Hash, mail.UserId!.Value, link.Purpose, mail.Recipient, now, now + link.Lifetime), mail.Id, ct);
    }

    private Task<Done> StoreAsync(Func<CancellationToken, Task> work, CancellationToken ct) => unitOfWork.ExecuteAsync(
        async token =>
        {
            await work(token);
            return default(Done);
        },
        static _ => true,
        ct);

    private static TimeSpan Backoff(int attempt) =>
        TimeSpan.FromMinutes(Math.Min(Math.Pow(2, attempt), BackoffMax.TotalMinutes));

    [LoggerMessage(EventId = 310, Level = LogLevel.Warning, Message = "Mail {MailId} could not be sent, attempt {Attempt}")]
    private static partial void Failed(ILogger log, Exception exception, Guid mailId, int attempt);
}
