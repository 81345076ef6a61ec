using Agora.Application.Imports;
using Agora.Application.Users.Import;
using Microsoft.Extensions.DependencyInjection;

namespace Agora.Infrastructure.Users.Import;

internal static class UserImportRegistration
{
    public static IServiceCollection AddUserImport(this IServiceCollection services)
    {
        services.AddScoped<IUserImportStore, UserImportStore>();
        services.AddSingleton<IImportNoun<RawUser, ImportedUser>, UserImportNoun>();
        services.AddScoped<BulkImport<RawUser, ImportedUser>>();
        return services;
    }
}
