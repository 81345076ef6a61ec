using Agora.Migrations.Files;
using FluentMigrator.Runner;
using FluentMigrator.Runner.Initialization;
using FluentMigrator.Runner.Processors.Postgres;
using Microsoft.Extensions.DependencyInjection;

namespace Agora.Migrations.Engine;

/// <summary>What reading a class and running it have in common, so that both make the same SQL.</summary>
internal static class FluentServices
{
    public static IServiceCollection Of(MigrationClasses? classes) => new ServiceCollection()
        .AddFluentMigratorCore()
        .ConfigureRunner(builder =>
        {
            builder.AddPostgres();
            if (classes is not null)
            {
                builder.ScanIn(classes.Assembly).For.Migrations();
            }
        })
        .Configure<TypeFilterOptions>(filter =>
        {
            filter.Namespace = classes?.Namespace;
            filter.NestedNamespaces = true;
        })
        .AddSingleton<IConnectionStringAccessor, NoLogin>()
        .AddScoped<PostgresDbFactory, NpgsqlDriver>()
        .AddScoped<DefaultMigrationInformationLoader>()
        .AddScoped<IProfileLoader, NoProfiles>();

    /// <summary>The run has its connections already; a migration gets no login to open others with.</summary>
    private sealed class NoLogin : IConnectionStringAccessor
    {
        public string ConnectionString => "";
    }

    /// <summary>What a profile does depends on the environment, so it could not be reviewed with the versions.</summary>
    private sealed class NoProfiles : IProfileLoader
    {
        public void ApplyProfiles(IMigrationRunner runner)
        {
        }
    }
}
