using Agora.Application.Backups;
using Agora.Application.Jobs;
using Agora.Infrastructure.Jobs;
using Agora.Infrastructure.Settings;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Agora.Infrastructure.Backups;

internal static class BackupRegistration
{
    private static readonly TimeSpan Longest = TimeSpan.FromHours(12);

    public static IServiceCollection AddBackups(this IServiceCollection services, IConfiguration configuration)
    {
        var options = configuration.Read<BackupOptions>(BackupOptions.Section);
        services.AddSingleton(options);
        services.AddSingleton<IBackups>(provider => new BackupService(
            options,
            provider.GetRequiredService<IRestoredAgora>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetService<BackupHost>()));
        services.AddScoped<IBackupReports, BackupReports>();
        services.AddJobKind(JobKind.Of("database.backup", JobPayloadJson.Default.RunBackup) with
        {
            // Only this machine has the data folder; other hosts leave the jobs.
            IsRunHere = options.Nightly,
            Schedule = options.Nightly ? "7 1 * * *" : null,
            ConcurrencyMax = 1,
            AttemptsMax = 3,
            StepTimeout = Longest,
        });
        services.AddJobKind(JobKind.Of("database.drill", JobPayloadJson.Default.DrillBackup) with
        {
            // Only this machine has the data folder; other hosts leave the jobs.
            IsRunHere = options.Nightly,
            Schedule = options.Nightly ? "37 2 * * *" : null,
            ConcurrencyMax = 1,
            AttemptsMax = 3,
            StepTimeout = Longest,
        });
        return services;
    }
}
