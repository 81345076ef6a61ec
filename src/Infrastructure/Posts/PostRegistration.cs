using Agora.Application.Jobs;
using Agora.Application.Posts;
using Agora.Domain.Jobs;
using Agora.Infrastructure.Jobs;
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
        services.AddScoped<IVocabulary, Vocabulary>();
        services.AddJobKind(JobKind.Of("vocabulary.extend", JobPayloadJson.Default.ExtendVocabulary) with
        {
            Priority = JobPriority.Low,
            Schedule = "*/10 * * * *",
            ConcurrencyMax = 1,
            RunsAtFirstStart = true,
        });
        services.AddSingleton<PostViewBuffer>();
        services.AddSingleton<IReaderPseudonyms, ReaderPseudonyms>();
        services.AddHostedService<PostViewFlusher>();
        return services;
    }
}
