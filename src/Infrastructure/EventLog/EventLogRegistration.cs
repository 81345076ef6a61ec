using Agora.Application.EventLog;
using Agora.Application.Jobs;
using Agora.Infrastructure.Database;
using Agora.Infrastructure.Jobs;
using Agora.Infrastructure.Settings;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Agora.Infrastructure.EventLog;

internal static class EventLogRegistration
{
    /// <exception cref="InvalidConfigurationException">The setting is outside of its range.</exception>
    public static IServiceCollection AddEventLog(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(configuration.Read<EventLogSettings>(EventLogSettings.Section));
        services.AddScoped<IEventLogRepository, EventLogRepository>();
        services.AddSingleton<EventSignal>();
        services.AddSingleton<INotificationSubscriber>(provider => provider.GetRequiredService<EventSignal>());
        services.AddJobKind(JobKind.Of("events.purge", JobPayloadJson.Default.PurgeEvents) with
        {
            Schedule = "41 * * * *",
            ConcurrencyMax = 1,
            RunsAtFirstStart = true,
        });
        return services;
    }
}
