using Agora.Application.HomeFeed;
using Microsoft.Extensions.DependencyInjection;

namespace Agora.Infrastructure.HomeFeed;

internal static class HomeFeedRegistration
{
    public static IServiceCollection AddHomeFeed(this IServiceCollection services) =>
        services.AddScoped<IHomeFeedRepository, HomeFeedRepository>();
}
