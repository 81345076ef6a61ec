using Agora.Application.Common;
using Agora.Infrastructure.Database.Standbys;
using Agora.Infrastructure.Secrets;
using Agora.Migrations.Connections;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Agora.Infrastructure.Database;

/// <summary>A database that is ready to be used: configured by an operator, embedded, or a test's own.</summary>
/// <param name="Runtime">Login of the role that serves requests; owns nothing, bypasses nothing.</param>
/// <param name="Migrator">Login of the role that migrates; null when this process is not given it.</param>
/// <param name="Origin">For people: where this database comes from.</param>
public sealed record DatabaseAccess(
    NpgsqlConnectionStringBuilder Runtime, NpgsqlConnectionStringBuilder? Migrator, SecretKeys Secrets, string Origin)
{
    public bool CanMigrate => Migrator is not null;

    /// <summary>Login of the runtime role at the server itself, where <see cref="Runtime"/> leads to a pooler.</summary>
    public NpgsqlConnectionStringBuilder? Direct { get; init; }

    /// <summary>Whether a pooler stands between requests and the server, which shares its connections among clients.</summary>
    public bool IsPooled => Direct is not null;

    /// <summary>Whether the server is on this machine, or all of them are.</summary>
    public bool IsLocal => DatabaseConnections.IsLocal(Runtime);

    /// <summary>Login of <c>ops_watch</c>, which reads statistics; null when this process is not given it.</summary>
    public NpgsqlConnectionStringBuilder? Watch { get; init; }

    /// <summary>Login of <c>ops_maintain</c>, which vacuums, reindexes and ends sessions; null when this process is not given it.</summary>
    public NpgsqlConnectionStringBuilder? Maintain { get; init; }

    /// <summary>Login of <c>ops_backup</c>, which copies the database; null when this process is not given it.</summary>
    public NpgsqlConnectionStringBuilder? Backup { get; init; }

    /// <summary>Leads nowhere, for a host that only describes itself.</summary>
    public static DatabaseAccess None => new(
        new NpgsqlConnectionStringBuilder
        {
            Host = "localhost",
            Username = "nobody",
        }, null, new SecretKeys(SecretKeys.Generate(), []), "no database");
}

public static class DatabaseAccessRegistration
{
    public static IServiceCollection AddDatabase(
        this IServiceCollection services, DatabaseAccess access, DatabaseOptions options, bool development)
    {
        services.AddSingleton(access);
        services.AddSingleton(options);
        services.AddSingleton(access.Secrets);
        services.AddSingleton(new CursorCodec(access.Secrets.For("cursor")));
        services.AddSingleton(provider =>
            new ContextSigner(access.Secrets.For("context"), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<NpgsqlDataSource>(provider => DatabaseConnections.Create(
            access, options, development, provider.GetRequiredService<ILoggerFactory>()));
        var readsStandbys = options.ReadFromStandbys && access.Runtime.HasSeveralHosts();
        services.AddSingleton(provider => new StandbyReads(
            provider.GetRequiredService<NpgsqlDataSource>(),
            readsStandbys
                ? DatabaseConnections.CreateForStandbys(
                    access.Runtime, options, development, provider.GetRequiredService<ILoggerFactory>())
                : null,
            options,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<StandbyReads>>()));
        services.AddSingleton(provider => new SlowStatements(
            provider.GetRequiredService<ILoggerFactory>(),
            provider.GetRequiredService<TimeProvider>(),
            TimeSpan.FromMilliseconds(options.SlowStatementMilliseconds)));
        // One connection is that of the database version, one is for a COMMIT that continues after its request, and one asks for the
        // position of the primary.
        services.AddSingleton(provider => new AdmissionQueue(
            Math.Max(1, options.PoolSize - (readsStandbys ? 3 : 2)),
            TimeSpan.FromMilliseconds(options.QueueMilliseconds),
            TimeSpan.FromSeconds(options.AcquireTimeoutSeconds),
            provider.GetRequiredService<TimeProvider>()));
        services.AddScoped<AdmissionScope>();
        services.TryAddSingleton<IDatabaseVersion, DatabaseVersion>();
        services.AddSingleton<StartupAssertions>();
        services.AddSingleton(provider => new ListenerSource(
            provider.GetRequiredService<NpgsqlDataSource>(),
            access.Direct is null ? null : DatabaseConnections.CreateListener(
                access.Direct, options, development, provider.GetRequiredService<ILoggerFactory>())));
        services.AddHostedService<NotificationListener>();
        return services;
    }
}
