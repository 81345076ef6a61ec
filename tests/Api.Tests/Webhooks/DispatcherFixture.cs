using System.Diagnostics;
using Agora.Infrastructure.Webhooks;
using Agora.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Agora.Api.Tests.Webhooks;

/// <summary>A host whose dispatcher runs, with one place, and is woken by signals alone.</summary>
public sealed class DispatcherFixture : ApiFixture
{
    internal WebhookDispatcher Dispatcher => Services.GetServices<IHostedService>().OfType<WebhookDispatcher>().Single();

    internal int FanOuts => Logs.Lines.Count(line => line.Message.StartsWith("FanOutWebhooks ok", StringComparison.Ordinal));

    /// <exception cref="TimeoutException">The condition was not true within a minute.</exception>
    internal static async Task UntilAsync(Func<Task<bool>> condition)
    {
        var started = Stopwatch.GetTimestamp();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        while (!await condition())
        {
            if (Stopwatch.GetElapsedTime(started) > TimeSpan.FromMinutes(1))
            {
                throw new TimeoutException("What was waited for did not happen.");
            }

            await timer.WaitForNextTickAsync();
        }
    }

    /// <summary>Until what was committed before has been fanned out, and no signal is left.</summary>
    internal async Task QuietAsync()
    {
        int before;
        do
        {
            before = FanOuts;
            await Task.Delay(TimeSpan.FromMilliseconds(500), TimeProvider.System);
        }
        while (FanOuts > before);
    }

    internal static Task UntilAsync(Func<bool> condition) => UntilAsync(() => Task.FromResult(condition()));

    protected override IReadOnlyList<string> Settings =>
    [
        "--Jobs:Workers=1", "--Webhooks:Concurrency=1", "--Webhooks:PollSeconds=300", "--Webhooks:AllowPrivateAddresses=true",
        "--Webhooks:HttpHosts=127.0.0.1", "--Webhooks:Ports=",
    ];
}
