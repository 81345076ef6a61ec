using System.Diagnostics.Metrics;
using Agora.Application.Webhooks;
using Agora.Infrastructure.Metrics;

namespace Agora.Infrastructure.Webhooks;

internal sealed class WebhookCounters : IGaugeSource
{
    public void AddTo(Meter meter) => WebhookMetrics.Begin();
}
