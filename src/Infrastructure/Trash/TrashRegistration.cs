using Agora.Application.Trash;
using Agora.Infrastructure.Database;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Agora.Infrastructure.Trash;

public static class TrashRegistration
{
    /// <exception cref="InvalidConfigurationException">The setting is outside of its range.</exception>
    public static IServiceCollection AddTrash(this IServiceCollection services, IConfiguration configuration)
    {
        var settings = configuration.GetSection(TrashSettings.Section).Get<TrashSettings>() ?? new TrashSettings();
        if (settings.Days is < 1 or > TrashSettings.DaysMax)
        {
            throw new InvalidConfigurationException($"The setting {TrashSettings.Section}:{nameof(settings.Days)} must be 1 to {TrashSettings.DaysMax}.");
        }

        services.AddSingleton(settings);
        services.AddScoped<ITrashRepository, TrashRepository>();
        services.AddHostedService<TrashPurge>();
        return services;
    }
}
