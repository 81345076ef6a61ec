using Agora.Application.Syndication;
using Agora.Infrastructure.Database;
using Agora.Infrastructure.Settings;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Agora.Infrastructure.Syndication;

internal static class SyndicationRegistration
{
    public static IServiceCollection AddSyndication(this IServiceCollection services, IConfiguration configuration)
    {
        var settings = configuration.Read<SyndicationSettings>(SyndicationSettings.Section);
        if (!string.IsNullOrEmpty(settings.PostPage)
            && (!Uri.TryCreate(settings.PostPage.Replace("{id}", "x", StringComparison.Ordinal), UriKind.Absolute, out var page)
                || page.Scheme is not ("http" or "https")
                || !settings.PostPage.Contains("{id}", StringComparison.Ordinal)))
        {
            throw new InvalidConfigurationException(
                "Syndication:PostPage must be a web address with {id} in it, such as https://example.org/posts/{id}.");
        }

        services.AddSingleton(settings);
        services.AddScoped<ISyndicatedPosts, SyndicatedPosts>();
        return services;
    }
}
