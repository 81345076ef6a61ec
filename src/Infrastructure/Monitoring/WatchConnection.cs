using Agora.Application.Monitoring;
using Agora.Domain.Common;
using Agora.Domain.Monitoring;
using Agora.Infrastructure.Database;
using Agora.Migrations.Connections;
using Npgsql;

namespace Agora.Infrastructure.Monitoring;

/// <summary>
/// Connections as <c>ops_watch</c>, which may use those that the server reserves: they can be had while the pool of requests is taken.
/// Few, because the role has few and every host opens its own.
/// </summary>
internal sealed class WatchConnection(DatabaseAccess access) : IAsyncDisposable
{
    private readonly NpgsqlDataSource? source = access.Watch is null ? null : Open(access.Watch);

    /// <summary>The error where the login is not known.</summary>
    public Result<NpgsqlDataSource> Source => source is null ? MonitoringErrors.NotConfigured : source;

    public ValueTask DisposeAsync() => source?.DisposeAsync() ?? ValueTask.CompletedTask;

    private static NpgsqlDataSource Open(NpgsqlConnectionStringBuilder login)
    {
        var seconds = (int)Math.Ceiling(IProbes.Budget.TotalSeconds);
        var builder = new NpgsqlDataSourceBuilder(new NpgsqlConnectionStringBuilder(login.ConnectionString)
        {
            ApplicationName = "agora watch",
            MaxPoolSize = 2,
            ConnectionIdleLifetime = 60,
            Timeout = seconds,
            CommandTimeout = seconds,
            CancellationTimeout = 500,
            IncludeErrorDetail = false,
            PersistSecurityInfo = false,
            GssEncryptionMode = GssEncryptionMode.Disable,
        }.ConnectionString)
        { Name = "agora-watch" };
        return builder.BuildForPrimary();
    }
}
