using Agora.Application.Feeds;
using Microsoft.Extensions.DependencyInjection;

namespace Agora.Infrastructure.Feeds;

internal static class FeedRegistration
{
    public static IServiceCollection AddFeed(this IServiceCollection services) => services.AddScoped<IFeed, FeedRepository>();
}
