using Agora.Application.Mail;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Agora.Infrastructure.Mail;

/// <summary>Sends what waits in the outbox. Several instances share the work; a broken database or mail server is tried again.</summary>
internal sealed partial class MailSender(IServiceScopeFactory scopes, TimeProvider clock, ILogger<MailSender> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                if (await SendDueAsync(stoppingToken) == 0)
                {
                    await Task.Delay(Pause, clock, stoppingToken);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host is stopping.
        }
    }

    private async Task<int> SendDueAsync(CancellationToken ct)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var sent = await scope.ServiceProvider.GetRequiredService<IMediator>().Send(new SendDueMail(), ct);
            return sent.IsSuccess ? sent.Value : 0;
        }
        catch (Exception exception) when (!ct.IsCancellationRequested)
        {
            // Whatever is broken now, mail goes out when it is not any more.
            Interrupted(log, exception);
            return 0;
        }
    }

    [LoggerMessage(EventId = 311, Level = LogLevel.Warning, Message = "Mail waits: the outbox could not be worked on")]
    private static partial void Interrupted(ILogger log, Exception exception);
}
