using Agora.Application.Comments.Import;
using Agora.Application.Imports;
using Microsoft.Extensions.DependencyInjection;

namespace Agora.Infrastructure.Comments.Import;

internal static class CommentImportRegistration
{
    public static IServiceCollection AddCommentImport(this IServiceCollection services)
    {
        services.AddScoped<ICommentImportStore, CommentImportStore>();
        services.AddSingleton<IImportNoun<RawComment, ImportedComment>, CommentImportNoun>();
        services.AddScoped<BulkImport<RawComment, ImportedComment>>();
        return services;
    }
}
