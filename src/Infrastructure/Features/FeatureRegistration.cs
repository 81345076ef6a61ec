using Agora.Application.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Agora.Infrastructure.Features;

internal static class FeatureRegistration
{
    public static IServiceCollection AddFeatures(this IServiceCollection services) =>
        services.AddScoped<IFeatureRepository, FeatureRepository>();
}
