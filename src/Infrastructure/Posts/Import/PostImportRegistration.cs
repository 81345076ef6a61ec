using Agora.Application.Imports;
using Agora.Application.Posts.Import;
using Microsoft.Extensions.DependencyInjection;

namespace Agora.Infrastructure.Posts.Import;

internal static class PostImportRegistration
{
    public static IServiceCollection AddPostImport(this IServiceCollection services)
    {
        services.AddScoped<IPostImportStore, PostImportStore>();
        services.AddSingleton<IImportNoun<RawPost, ImportedPost>, PostImportNoun>();
        services.AddScoped<BulkImport<RawPost, ImportedPost>>();
        return services;
    }
}
