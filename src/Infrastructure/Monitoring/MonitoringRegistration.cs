using Agora.Application.Monitoring;
using Agora.Infrastructure.Database;
using Agora.Infrastructure.Settings;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Agora.Infrastructure.Monitoring;

internal static class MonitoringRegistration
{
    /// <exception cref="InvalidConfigurationException">A setting is outside of its range.</exception>
    public static IServiceCollection AddMonitoring(this IServiceCollection services, IConfiguration configuration)
    {
        var settings = configuration.Read<MonitoringSettings>(MonitoringSettings.Section);
        services.AddSingleton(settings);
        services.AddSingleton<WatchConnection>();
        services.AddSingleton<IProbes, Probes>();
        services.AddScoped<ISampleRepository, SampleRepository>();
        services.AddScoped<IStatementPlans, StatementPlans>();
        services.AddSingleton<OverviewHistory>();
        services.AddSingleton<IOverviewHistory>(provider => provider.GetRequiredService<OverviewHistory>());
        if (settings.SampleSeconds > 0)
        {
            services.AddHostedService<OverviewService>();
        }

        return services;
    }
}
