using Agora.Application.Imports;
using Agora.Infrastructure.Settings;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Agora.Infrastructure.Imports;

internal static class ImportRegistration
{
    public static IServiceCollection AddImports(this IServiceCollection services, IConfiguration configuration) =>
        services.AddSingleton(configuration.Read<ImportSettings>(ImportSettings.Section));
}
