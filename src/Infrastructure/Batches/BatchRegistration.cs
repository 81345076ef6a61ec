using Agora.Application.Batches;
using Microsoft.Extensions.DependencyInjection;

namespace Agora.Infrastructure.Batches;

internal static class BatchRegistration
{
    public static IServiceCollection AddBatches(this IServiceCollection services) => services.AddScoped<IBatchLocks, BatchLocks>();
}
