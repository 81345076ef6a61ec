using Agora.Application.Streams;
using Agora.Infrastructure.Database;
using Agora.Infrastructure.Settings;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Agora.Infrastructure.Streams;

internal static class StreamRegistration
{
    /// <exception cref="InvalidConfigurationException">A setting is outside of its range.</exception>
    public static IServiceCollection AddStreams(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(configuration.Read<StreamSettings>(StreamSettings.Section));
        services.AddScoped<IStreamRepository, StreamRepository>();
        services.AddSingleton<StreamHub>();
        services.AddSingleton<IStreams>(provider => provider.GetRequiredService<StreamHub>());
        services.AddSingleton<INotificationSubscriber, StreamRevocations>();
        services.AddHostedService(provider => provider.GetRequiredService<StreamHub>());
        return services;
    }
}
