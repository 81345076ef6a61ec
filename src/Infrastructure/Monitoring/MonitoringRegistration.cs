using Agora.Application.Monitoring;
using Microsoft.Extensions.DependencyInjection;

namespace Agora.Infrastructure.Monitoring;

internal static class MonitoringRegistration
{
    public static IServiceCollection AddMonitoring(this IServiceCollection services)
    {
        services.AddSingleton<WatchConnection>();
        services.AddSingleton<IProbes, Probes>();
        return services;
    }
}
