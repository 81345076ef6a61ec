using Agora.Application.Embeddings;
using Agora.Application.Jobs;
using Agora.Infrastructure.Database;
using Agora.Infrastructure.Settings;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Agora.Infrastructure.Embeddings;

internal static class EmbeddingRegistration
{
    /// <exception cref="InvalidConfigurationException">A setting is outside of its range, or missing for the provider.</exception>
    public static IServiceCollection AddEmbeddings(this IServiceCollection services, IConfiguration configuration)
    {
        var settings = configuration.Read<EmbeddingSettings>(EmbeddingSettings.Section);
        Check(settings);
        services.AddSingleton(settings);
        services.AddSingleton<CurrentModelCache>();
        services.AddSingleton<OpenAiClient>();
        services.AddSingleton<IEmbedder, Embedder>();
        services.AddScoped<IPostEmbeddings, PostEmbeddings>();
        if (settings.Provider != EmbeddingProvider.Off && configuration.Read<JobSettings>(JobSettings.Section).Workers > 0)
        {
            services.AddHostedService<EmbeddingService>();
        }

        return services;
    }

    private static void Check(EmbeddingSettings settings)
    {
        if (settings.Provider != EmbeddingProvider.OpenAi)
        {
            return;
        }

        if (settings.Model.Length is 0 or > 200)
        {
            throw new InvalidConfigurationException("Embeddings:Model must be the name of a model, 1 to 200 characters.");
        }

        if (!Uri.TryCreate(settings.Endpoint, UriKind.Absolute, out var endpoint) || endpoint.Scheme is not ("http" or "https"))
        {
            throw new InvalidConfigurationException("Embeddings:Endpoint must be an address such as http://localhost:11434/v1.");
        }
    }
}
