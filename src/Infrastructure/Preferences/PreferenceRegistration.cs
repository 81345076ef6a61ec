using Agora.Application.Preferences;
using Microsoft.Extensions.DependencyInjection;

namespace Agora.Infrastructure.Preferences;

internal static class PreferenceRegistration
{
    public static IServiceCollection AddPreferences(this IServiceCollection services)
    {
        services.AddScoped<IPreferenceRepository, PreferenceRepository>();
        return services;
    }
}
