using Agora.Application.Monitoring;
using Agora.Application.Monitoring.Doctor;
using Agora.Infrastructure.Database;
using Agora.Infrastructure.Monitoring.Doctor;
using Agora.Infrastructure.Settings;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Agora.Infrastructure.Monitoring;

internal static class MonitoringRegistration
{
    /// <exception cref="InvalidConfigurationException">A setting is outside of its range.</exception>
    public static IServiceCollection AddMonitoring(this IServiceCollection services, IConfiguration configuration)
    {
        var settings = configuration.Read<MonitoringSettings>(MonitoringSettings.Section);
        services.AddSingleton(settings);
        services.AddSingleton<WatchConnection>();
        services.AddSingleton<IProbes, Probes>();
        services.AddScoped<ISampleRepository, SampleRepository>();
        services.AddScoped<IStatementPlans, StatementPlans>();
        services.AddSingleton<OverviewHistory>();
        services.AddSingleton<IOverviewHistory>(provider => provider.GetRequiredService<OverviewHistory>());
        if (settings.SampleSeconds > 0)
        {
            services.AddHostedService<OverviewService>();
        }

        services.AddSingleton(ReadDoctorSettings(configuration));
        return services.AddChecks();
    }

    private static DoctorSettings ReadDoctorSettings(IConfiguration configuration)
    {
        var settings = configuration.Read<DoctorSettings>(DoctorSettings.Section);
        return settings.MinimumServerVersion is not { Length: > 0 } version || Version.TryParse(version, out _)
            ? settings
            : throw new InvalidConfigurationException(
                $"The setting {DoctorSettings.Section}:{nameof(settings.MinimumServerVersion)} must be a version such as 17.11.");
    }

    private static IServiceCollection AddChecks(this IServiceCollection services) => services
        .AddScoped<IDoctorCheck, LoginCheck>()
        .AddScoped<IDoctorCheck, TransportCheck>()
        .AddScoped<IDoctorCheck, SecretCheck>()
        .AddScoped<IDoctorCheck, MailCheck>()
        .AddScoped<IDoctorCheck, MigrationCheck>()
        .AddScoped<IDoctorCheck, JobCheck>()
        .AddScoped<IDoctorCheck, VersionCheck>()
        .AddScoped<IDoctorCheck, ClockCheck>()
        .AddScoped<IDoctorCheck, MemoryCheck>()
        .AddScoped<IDoctorCheck, DataVolumeCheck>()
        .AddScoped<IDoctorCheck, PoolerCheck>()
        .AddScoped<IDoctorCheck, ConnectionCheck>()
        .AddScoped<IDoctorCheck, RoleCheck>()
        .AddScoped<IDoctorCheck, SecurityCheck>()
        .AddScoped<IDoctorCheck, ExtensionCheck>()
        .AddScoped<IDoctorCheck, SettingCheck>()
        .AddScoped<IDoctorCheck, DatabaseStateCheck>()
        .AddScoped<IDoctorCheck, WraparoundCheck>()
        .AddScoped<IDoctorCheck, TransactionCheck>()
        .AddScoped<IDoctorCheck, LockCheck>()
        .AddScoped<IDoctorCheck, SlotCheck>()
        .AddScoped<IDoctorCheck, ArchiveCheck>()
        .AddScoped<IDoctorCheck, BackupCheck>()
        .AddScoped<IDoctorCheck, BackupAgeCheck>()
        .AddScoped<IDoctorCheck, SequenceCheck>()
        .AddScoped<IDoctorCheck, BrokenObjectCheck>()
        .AddScoped<IDoctorCheck, TableBloatCheck>()
        .AddScoped<IDoctorCheck, IndexBloatCheck>()
        .AddScoped<IDoctorCheck, UnusedIndexCheck>()
        .AddScoped<IDoctorCheck, DuplicateIndexCheck>()
        .AddScoped<IDoctorCheck, ForeignKeyCheck>();
}
