using Agora.Application.Moderation;
using Microsoft.Extensions.DependencyInjection;

namespace Agora.Infrastructure.Moderation;

internal static class ModerationRegistration
{
    public static IServiceCollection AddModeration(this IServiceCollection services)
    {
        services.AddScoped<IModerationRepository, ModerationRepository>();
        services.AddScoped<IModerationLists, ModerationLists>();
        return services;
    }
}
