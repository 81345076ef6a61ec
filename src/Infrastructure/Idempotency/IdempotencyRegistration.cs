using Agora.Application.Idempotency;
using Agora.Application.Jobs;
using Agora.Infrastructure.Jobs;
using Microsoft.Extensions.DependencyInjection;

namespace Agora.Infrastructure.Idempotency;

internal static class IdempotencyRegistration
{
    public static IServiceCollection AddIdempotency(this IServiceCollection services)
    {
        services.AddSingleton<Fingerprints>();
        services.AddScoped<IIdempotencyRepository, IdempotencyRepository>();
        services.AddJobKind(JobKind.Of("idempotency.purge", JobPayloadJson.Default.PurgeKeys) with
        {
            Schedule = "7 * * * *",
            ConcurrencyMax = 1,
            CleansUp = true,
        });
        return services;
    }
}
