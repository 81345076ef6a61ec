using Agora.Application.Jobs;
using Agora.Application.Trash;
using Agora.Infrastructure.Database;
using Agora.Infrastructure.Jobs;
using Agora.Infrastructure.Settings;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Agora.Infrastructure.Trash;

public static class TrashRegistration
{
    /// <exception cref="InvalidConfigurationException">The setting is outside of its range.</exception>
    public static IServiceCollection AddTrash(this IServiceCollection services, IConfiguration configuration)
    {
        var settings = configuration.Read<TrashSettings>(TrashSettings.Section);
        services.AddSingleton(settings);
        services.AddScoped<ITrashRepository, TrashRepository>();
        services.AddJobKind(JobKind.Of("trash.purge", JobPayloadJson.Default.PurgeTrash) with
        {
            Schedule = "11 * * * *",
            ConcurrencyMax = 1,
            CleansUp = true,
        });
        return services;
    }
}
