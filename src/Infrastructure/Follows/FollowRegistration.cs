using Agora.Application.Follows;
using Microsoft.Extensions.DependencyInjection;

namespace Agora.Infrastructure.Follows;

internal static class FollowRegistration
{
    public static IServiceCollection AddFollows(this IServiceCollection services) =>
        services.AddScoped<IFollowRepository, FollowRepository>();
}
