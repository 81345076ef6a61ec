using Agora.Application.Jobs;
using Agora.Application.PersonalData;
using Agora.Infrastructure.Jobs;
using Microsoft.Extensions.DependencyInjection;

namespace Agora.Infrastructure.PersonalData;

internal static class PersonalDataRegistration
{
    public static IServiceCollection AddPersonalData(this IServiceCollection services)
    {
        services.AddScoped<IErasureRepository, ErasureRepository>();
        services.AddScoped<IPersonalDataReader, PersonalDataReader>();
        services.AddJobKind(JobKind.Of("erasures.continue", JobPayloadJson.Default.ContinueErasures) with
        {
            Schedule = "* * * * *",
            ConcurrencyMax = 1,
        });
        return services;
    }
}
