using Agora.Application.Posts.Import;
using Microsoft.Extensions.DependencyInjection;

namespace Agora.Infrastructure.Posts.Import;

internal static class PostImportRegistration
{
    public static IServiceCollection AddPostImport(this IServiceCollection services)
    {
        services.AddScoped<IPostImportStore, PostImportStore>();
        services.AddScoped<PostImport>();
        return services;
    }
}
