using Agora.Application.Idempotency;
using Microsoft.Extensions.DependencyInjection;

namespace Agora.Infrastructure.Idempotency;

internal static class IdempotencyRegistration
{
    public static IServiceCollection AddIdempotency(this IServiceCollection services)
    {
        services.AddSingleton<Fingerprints>();
        services.AddScoped<IIdempotencyRepository, IdempotencyRepository>();
        services.AddHostedService<IdempotencyPurge>();
        return services;
    }
}
