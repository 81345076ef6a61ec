using Agora.Application.Rollups;
using Microsoft.Extensions.DependencyInjection;

namespace Agora.Infrastructure.Rollups;

internal static class RollupRegistration
{
    public static IServiceCollection AddRollups(this IServiceCollection services)
    {
        services.AddScoped<IRollupStore, RollupStore>();
        services.AddHostedService<RollupDeltaService>();
        return services;
    }
}
