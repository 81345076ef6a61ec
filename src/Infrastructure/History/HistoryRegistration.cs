using Agora.Application.History;
using Agora.Application.Jobs;
using Agora.Infrastructure.Jobs;
using Microsoft.Extensions.DependencyInjection;

namespace Agora.Infrastructure.History;

internal static class HistoryRegistration
{
    public static IServiceCollection AddHistory(this IServiceCollection services)
    {
        services.AddScoped<IHistoryRepository, HistoryRepository>();
        services.AddJobKind(JobKind.Of("audit.ensure_partitions", JobPayloadJson.Default.EnsureAuditPartitions) with
        {
            Schedule = "0 0 * * *",
            ConcurrencyMax = 1,
            RunsAtFirstStart = true,
        });
        return services;
    }
}
