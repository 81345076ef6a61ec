using Agora.Application.Jobs;
using Agora.Application.Notifications;
using Agora.Infrastructure.Database;
using Agora.Infrastructure.Jobs;
using Agora.Infrastructure.Settings;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Agora.Infrastructure.Notifications;

internal static class NotificationRegistration
{
    /// <exception cref="InvalidConfigurationException">The setting is outside of its range.</exception>
    public static IServiceCollection AddNotifications(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(configuration.Read<NotificationSettings>(NotificationSettings.Section));
        services.AddScoped<INotificationRepository, NotificationRepository>();
        services.AddSingleton<IUnsubscribeTokens, UnsubscribeTokens>();
        services.AddJobKind(JobKind.Of("notifications.purge", JobPayloadJson.Default.PurgeNotifications) with
        {
            Schedule = "41 * * * *",
            ConcurrencyMax = 1,
            CleansUp = true,
        });
        services.AddJobKind(JobKind.Of("notifications.digest", JobPayloadJson.Default.QueueDigests) with
        {
            Schedule = "40 6 * * *",
            ConcurrencyMax = 1,
            StepTimeout = TimeSpan.FromMinutes(30),
        });
        services.AddJobKind(JobKind.Of("notifications.hidden", JobPayloadJson.Default.ReadHiddenNotifications) with
        {
            Schedule = "20 5 * * *",
            ConcurrencyMax = 1,
            StepTimeout = TimeSpan.FromMinutes(30),
        });
        return services;
    }
}
