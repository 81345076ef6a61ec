using Agora.Application.Jobs;
using Agora.Application.Sessions;
using Agora.Infrastructure.Database;
using Agora.Infrastructure.Jobs;
using Agora.Infrastructure.Settings;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Agora.Infrastructure.Sessions;

internal static class SessionRegistration
{
    /// <exception cref="InvalidConfigurationException">A setting is outside of its range.</exception>
    public static IServiceCollection AddSessions(this IServiceCollection services, IConfiguration configuration)
    {
        var options = configuration.Read<SessionSettings>(SessionSettings.Section);
        Check(options);
        services.AddSingleton(options);
        services.TryAddSingleton<SigningKeys>();
        services.AddSingleton<IAccessTokens, AccessTokens>();
        services.AddSingleton<IRefreshTokens, RefreshTokens>();
        services.AddSingleton<SessionGrantCache>();
        services.AddSingleton<LoginThrottle>();
        services.AddScoped<ISessionRepository, SessionRepository>();
        services.AddScoped<ICredentialRepository, CredentialRepository>();
        services.AddScoped<IRegistrationRepository, RegistrationRepository>();

        services.TryAddSingleton(PasswordCost.From(configuration));
        services.AddSingleton<IPasswordHasher>(provider =>
            new PasswordHasher(provider.GetRequiredService<PasswordCost>(), Environment.ProcessorCount, TimeProvider.System));
        services.AddJobKind(JobKind.Of("sessions.purge", JobPayloadJson.Default.PurgeSessions) with
        {
            Schedule = "3 * * * *",
            ConcurrencyMax = 1,
            CleansUp = true,
        });
        services.AddSingleton<INotificationSubscriber, RightsNotifications>();
        return services;
    }

    private static void Check(SessionSettings options)
    {
        Require(options.IdleDays <= options.AbsoluteDays, "Sessions:IdleDays must be at most Sessions:AbsoluteDays.");
        Require(
            options is { Issuer.Length: > 0, Audience.Length: > 0 }, "Sessions:Issuer and Sessions:Audience must not be empty.");
    }

    private static void Require(bool holds, string message)
    {
        if (!holds)
        {
            throw new InvalidConfigurationException(message);
        }
    }
}
