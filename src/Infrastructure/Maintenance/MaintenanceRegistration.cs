using Agora.Application.Jobs;
using Agora.Application.Maintenance;
using Agora.Domain.Jobs;
using Agora.Infrastructure.Jobs;
using Microsoft.Extensions.DependencyInjection;

namespace Agora.Infrastructure.Maintenance;

internal static class MaintenanceRegistration
{
    public static IServiceCollection AddMaintenance(this IServiceCollection services)
    {
        services.AddSingleton<MaintainConnection>();
        services.AddSingleton<IActionJournal, ActionJournal>();
        services.AddSingleton<IServerMaintenance, ServerMaintenance>();
        services.AddScoped<IActionRecords, ActionRecords>();
        services.AddJobKind(JobKind.Of("database.act", JobPayloadJson.Default.PerformAction) with
        {
            Priority = JobPriority.High,
            ConcurrencyMax = 1,
            AttemptsMax = 3,
            StepTimeout = TimeSpan.FromHours(12),
        });
        return services;
    }
}
