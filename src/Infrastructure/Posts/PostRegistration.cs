using Agora.Application.Posts;
using Microsoft.Extensions.DependencyInjection;

namespace Agora.Infrastructure.Posts;

internal static class PostRegistration
{
    public static IServiceCollection AddPosts(this IServiceCollection services)
    {
        services.AddScoped<IPostRepository, PostRepository>();
        services.AddScoped<IPostLists, PostLists>();
        services.AddScoped<IPostTagLists, PostTagLists>();
        services.AddScoped<IPostSearch, PostSearch>();
        services.AddScoped<IHybridSearch, HybridSearch>();
        services.AddSingleton<PostViewBuffer>();
        services.AddSingleton<IReaderPseudonyms, ReaderPseudonyms>();
        services.AddHostedService<PostViewFlusher>();
        return services;
    }
}
