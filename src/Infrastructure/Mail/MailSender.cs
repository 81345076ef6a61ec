using Agora.Application.Mail;
using Agora.Infrastructure.Common;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Agora.Infrastructure.Mail;

/// <summary>Sends the mail of the outbox. A failed mail is tried again, up to a number of attempts.</summary>
internal sealed partial class MailSender(IServiceScopeFactory scopes, TimeProvider clock, ILogger<MailSender> log)
    : PeriodicBackgroundService(scopes, clock)
{
    protected override TimeSpan Interval => TimeSpan.FromSeconds(5);

    protected override bool BeginsAtStart => true;

    protected override Task RunOnceAsync(CancellationToken ct) => SendUntilDoneAsync(new SendDueMail(), ct);

    protected override void OnError(Exception? exception) => RunFailed(log, exception);

    [LoggerMessage(EventId = 311, Level = LogLevel.Warning, Message = "Mail waits: the outbox could not be worked on")]
    private static partial void RunFailed(ILogger log, Exception? exception);
}
