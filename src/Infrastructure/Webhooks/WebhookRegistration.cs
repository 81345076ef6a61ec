using Agora.Application.Jobs;
using Agora.Application.Webhooks;
using Agora.Infrastructure.Database;
using Agora.Infrastructure.Jobs;
using Agora.Infrastructure.Settings;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Agora.Infrastructure.Webhooks;

internal static class WebhookRegistration
{
    /// <exception cref="InvalidConfigurationException">A setting is outside of its range.</exception>
    public static IServiceCollection AddWebhooks(this IServiceCollection services, IConfiguration configuration)
    {
        var settings = configuration.Read<WebhookSettings>(WebhookSettings.Section);
        Check(settings);
        services.AddSingleton(settings);
        services.AddScoped<IWebhookRepository, WebhookRepository>();
        services.AddScoped<IWebhookDeliveries, WebhookDeliveries>();
        services.AddSingleton<IWebhookSecrets, WebhookSecrets>();
        services.TryAddSingleton<IWebhookTransport, WebhookTransport>();
        services.AddSingleton<WebhookSignal>();
        services.AddSingleton<INotificationSubscriber>(provider => provider.GetRequiredService<WebhookSignal>());
        services.AddJobKind(JobKind.Of("webhooks.purge", JobPayloadJson.Default.PurgeWebhookDeliveries) with
        {
            Schedule = "41 * * * *",
            ConcurrencyMax = 1,
            CleansUp = true,
        });
        if (settings.Concurrency > 0 && configuration.Read<JobSettings>(JobSettings.Section).Workers > 0)
        {
            services.AddHostedService<WebhookDispatcher>();
        }

        return services;
    }

    private static void Check(WebhookSettings settings)
    {
        try
        {
            _ = settings.Addresses;
        }
        catch (FormatException)
        {
            throw new InvalidConfigurationException("Webhooks:Ports must be numbers from 1 to 65535, separated by commas: 443,8443.");
        }
    }
}
