using Agora.Application.Jobs;
using Agora.Infrastructure.Database;
using Agora.Infrastructure.Settings;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Agora.Infrastructure.Jobs;

internal static class JobRegistration
{
    /// <exception cref="InvalidConfigurationException">A setting is outside of its range.</exception>
    public static IServiceCollection AddJobs(this IServiceCollection services, IConfiguration configuration)
    {
        var settings = configuration.Read<JobSettings>(JobSettings.Section);
        services.AddSingleton(settings);
        services.AddSingleton<JobKinds>();
        services.AddSingleton<ICronSchedules, CronSchedules>();
        services.AddScoped<IJobRepository, JobRepository>();
        services.AddScoped<IJobSteering, JobSteering>();
        services.AddScoped<JobQueue>();
        services.AddSingleton<JobSignal>();
        services.AddSingleton<INotificationSubscriber>(provider => provider.GetRequiredService<JobSignal>());
        services.AddSingleton<JobRunner>();
        services.AddSingleton<JobWorker>();
        services.AddJobKind(JobKind.Of("jobs.purge", JobPayloadJson.Default.PurgeJobs) with
        {
            Schedule = "23 * * * *",
            ConcurrencyMax = 1,
            CleansUp = true,
        });
        if (settings.Workers > 0)
        {
            services.AddHostedService(provider => provider.GetRequiredService<JobWorker>());
            services.AddHostedService<JobUpkeep>();
        }

        return services;
    }

    /// <summary>Each feature registers its kinds.</summary>
    public static void AddJobKind(this IServiceCollection services, JobKind kind) => services.AddSingleton(kind);
}
