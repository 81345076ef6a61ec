using Agora.Application.Exports;
using Microsoft.Extensions.DependencyInjection;

namespace Agora.Infrastructure.Exports;

internal static class ExportRegistration
{
    public static IServiceCollection AddExports(this IServiceCollection services)
    {
        services.AddScoped<IExportStore, ExportStore>();
        services.AddScoped<BulkExport>();
        return services;
    }
}
