using Agora.Application.History;
using Microsoft.Extensions.DependencyInjection;

namespace Agora.Infrastructure.History;

internal static class HistoryRegistration
{
    public static IServiceCollection AddHistory(this IServiceCollection services)
    {
        services.AddScoped<IHistoryRepository, HistoryRepository>();
        services.AddHostedService<AuditPartitionMaintenance>();
        return services;
    }
}
