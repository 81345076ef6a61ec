using Agora.Application.Tasks;
using Agora.Infrastructure.Database;
using Agora.Infrastructure.Settings;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Agora.Infrastructure.Tasks;

internal static class TaskRegistration
{
    /// <exception cref="InvalidConfigurationException">The setting is outside of its range.</exception>
    public static IServiceCollection AddTasks(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(configuration.Read<TaskSettings>(TaskSettings.Section));
        services.AddScoped<TaskPlacing>();
        services.AddScoped<ITaskRepository, TaskRepository>();
        services.AddScoped<ITaskLists, TaskLists>();
        return services;
    }
}
