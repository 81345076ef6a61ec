using Agora.Application.Analytics;
using Microsoft.Extensions.DependencyInjection;

namespace Agora.Infrastructure.Analytics;

internal static class AnalyticsRegistration
{
    public static IServiceCollection AddAnalytics(this IServiceCollection services) =>
        services.AddScoped<IAnalytics, AnalyticsRepository>();
}
