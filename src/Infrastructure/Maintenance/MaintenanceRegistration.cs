using Agora.Application.Jobs;
using Agora.Application.Maintenance;
using Agora.Domain.Jobs;
using Agora.Infrastructure.Database;
using Agora.Infrastructure.Jobs;
using Agora.Infrastructure.Settings;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Agora.Infrastructure.Maintenance;

internal static class MaintenanceRegistration
{
    public static IServiceCollection AddMaintenance(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(configuration.Read<MaintenanceSettings>(MaintenanceSettings.Section));
        services.AddSingleton<MaintainConnection>();
        services.AddSingleton<IActionJournal, ActionJournal>();
        services.AddSingleton<IServerMaintenance, ServerMaintenance>();
        services.AddScoped<IActionRecords, ActionRecords>();
        services.AddSingleton<IMaintenanceWork, MaintenanceWork>();
        services.AddScoped<IMaintenanceRuns, MaintenanceRuns>();
        services.AddJobKind(JobKind.Of("database.act", JobPayloadJson.Default.PerformAction) with
        {
            Priority = JobPriority.High,
            ConcurrencyMax = 1,
            AttemptsMax = 3,
            StepTimeout = TimeSpan.FromHours(12),
        });
        services.AddSingleton(provider => JobKind.Of("database.maintain", JobPayloadJson.Default.MaintainDatabase) with
        {
            // Without the login every run would fail.
            Schedule = provider.GetRequiredService<DatabaseAccess>().Maintain is null ? null : "17 3 * * *",
            ConcurrencyMax = 1,
            AttemptsMax = 3,
            StepTimeout = TimeSpan.FromHours(12),
        });
        return services;
    }
}
