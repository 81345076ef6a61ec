using Agora.Infrastructure.Database;
using Agora.Migrations.Connections;
using Npgsql;

namespace Agora.Infrastructure.Maintenance;

/// <summary>
/// Connections as <c>ops_maintain</c>, which may use those that the server reserves: they can be had while the pool of requests is taken.
/// Few, because the role has few and every host opens its own.
/// </summary>
internal sealed class MaintainConnection(DatabaseAccess access) : IAsyncDisposable
{
    /// <summary>For what answers at once. What takes long sets its own limit.</summary>
    private const int CommandTimeoutSeconds = 10;

    private readonly NpgsqlDataSource? source = access.Maintain is null ? null : Open(access.Maintain);

    public bool IsConfigured => source is not null;

    /// <exception cref="InvalidOperationException">The login is not known.</exception>
    public NpgsqlDataSource Source => source ?? throw new InvalidOperationException("The login of ops_maintain is not known.");

    public ValueTask DisposeAsync() => source?.DisposeAsync() ?? ValueTask.CompletedTask;

    private static NpgsqlDataSource Open(NpgsqlConnectionStringBuilder login) =>
        new NpgsqlDataSourceBuilder(new NpgsqlConnectionStringBuilder(login.ConnectionString)
        {
            ApplicationName = "agora maintain",
            SearchPath = "app, public",
            MaxPoolSize = 4,
            ConnectionIdleLifetime = 15,
            ConnectionPruningInterval = 5,
            KeepAlive = 30,
            Timeout = 3,
            CommandTimeout = CommandTimeoutSeconds,
            CancellationTimeout = 2000,
            IncludeErrorDetail = false,
            PersistSecurityInfo = false,
            GssEncryptionMode = GssEncryptionMode.Disable,
        }.ConnectionString)
        { Name = "agora-maintain" }.BuildForPrimary();
}
