using Agora.Application.Follows.Import;
using Agora.Application.Imports;
using Microsoft.Extensions.DependencyInjection;

namespace Agora.Infrastructure.Follows.Import;

internal static class FollowImportRegistration
{
    public static IServiceCollection AddFollowImport(this IServiceCollection services)
    {
        services.AddScoped<IFollowImportStore, FollowImportStore>();
        services.AddSingleton<IImportNoun<RawFollow, ImportedFollow>, FollowImportNoun>();
        services.AddScoped<BulkImport<RawFollow, ImportedFollow>>();
        return services;
    }
}
