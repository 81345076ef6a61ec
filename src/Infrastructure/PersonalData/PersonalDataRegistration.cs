using Agora.Application.PersonalData;
using Microsoft.Extensions.DependencyInjection;

namespace Agora.Infrastructure.PersonalData;

internal static class PersonalDataRegistration
{
    public static IServiceCollection AddPersonalData(this IServiceCollection services)
    {
        services.AddScoped<IErasureRepository, ErasureRepository>();
        services.AddScoped<IPersonalDataReader, PersonalDataReader>();
        services.AddHostedService<ErasureWorker>();
        return services;
    }
}
