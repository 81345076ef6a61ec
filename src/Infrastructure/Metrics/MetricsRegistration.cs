using Agora.Infrastructure.Backups;
using Agora.Infrastructure.Media;
using Agora.Infrastructure.Webhooks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Agora.Infrastructure.Metrics;

public static class MetricsRegistration
{
    /// <summary>Every source of gauges, one line each.</summary>
    /// <param name="diskPath">On the volume to watch; null for that of uploaded files.</param>
    public static IServiceCollection AddGaugeSources(this IServiceCollection services, string? diskPath)
    {
        services.TryAddSingleton<ISystemReadings>(provider => new SystemReadings(
            diskPath ?? provider.GetRequiredService<MediaVolume>().Folder ?? Path.GetTempPath()));
        services.AddSingleton<IGaugeSource, ConnectionGauges>();
        services.AddSingleton<IGaugeSource, WebhookCounters>();
        services.AddSingleton<IGaugeSource, DatabaseGauges>();
        services.AddCollector<SystemMetrics>();
        services.AddCollector<MigrationGauges>();
        services.AddCollector<BackupGauges>();
        return services;
    }

    /// <summary>A source that collects in the background.</summary>
    private static void AddCollector<T>(this IServiceCollection services)
        where T : class, IHostedService, IGaugeSource
    {
        services.AddSingleton<T>();
        services.AddHostedService(provider => provider.GetRequiredService<T>());
        services.AddSingleton<IGaugeSource>(provider => provider.GetRequiredService<T>());
    }
}
