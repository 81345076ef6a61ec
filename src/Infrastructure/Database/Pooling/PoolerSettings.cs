using Agora.Migrations.Connections;
using Npgsql;

namespace Agora.Infrastructure.Database.Pooling;

/// <summary>A PgBouncer between Agora and its server.</summary>
/// <param name="Server">Login of the runtime role at the server itself.</param>
/// <param name="Port">Where PgBouncer listens, on 127.0.0.1.</param>
/// <param name="PoolSize">Connections to the server at most, for each database and role.</param>
/// <param name="MaxClients">Connections of clients at most.</param>
public sealed record PoolerSettings(NpgsqlConnectionStringBuilder Server, int Port, int PoolSize, int MaxClients)
{
    public const int PortDefault = 6432, PoolSizeDefault = 20, MaxClientsDefault = 100;

    /// <summary>Whether every database of the server is reached under its own name, and not only the one of the login.</summary>
    public bool ServesAllDatabases { get; init; }

    /// <summary>What the environment of an instance that uses it has to hold, by name; secrets among them.</summary>
    public IReadOnlyDictionary<string, string> InstanceSettings { get; init; } =
        new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary><c>transaction</c>, unless a test looks at the others.</summary>
    internal string Mode { get; init; } = "transaction";

    /// <summary>For people.</summary>
    public string ServerAddress => $"{Server.Host}:{Server.Port}";

    /// <summary>For a PgBouncer in front of the server of the settings, with those that an instance behind it has to have.</summary>
    public static PoolerSettings Of(DatabaseServer database, DatabaseOptions options, int port, int poolSize, int maxClients)
    {
        ArgumentNullException.ThrowIfNull(database);
        ArgumentNullException.ThrowIfNull(options);
        // The direct login comes first: the environment may be that of an instance which uses the pooler already.
        var server = database.Access.Direct ?? database.Access.Runtime;
        if (server.HasSeveralHosts())
        {
            throw new InvalidConfigurationException(
                "PgBouncer does not find the server that takes changes among several. Start one in front of each server (--output writes "
                + "the configuration for one), or name a single server in DATABASE_URL.");
        }

        var direct = database.Cluster is null
            ? string.IsNullOrWhiteSpace(options.DirectUrl) ? options.Url! : options.DirectUrl
            : DatabaseLogin.From(server).Url;
        var pooler = new PoolerSettings(server, port, poolSize, maxClients);
        return pooler with
        {
            InstanceSettings = new Dictionary<string, string>(database.InstanceSettings, StringComparer.Ordinal)
            {
                ["DATABASE_URL"] = DatabaseLogin.From(pooler.Login).Url,
                ["DATABASE_DIRECT_URL"] = direct,
            },
        };
    }

    /// <summary>The same login, through PgBouncer.</summary>
    public NpgsqlConnectionStringBuilder Login => new()
    {
        Host = "127.0.0.1",
        Port = Port,
        Username = Server.Username,
        Password = Server.Password,
        Database = Server.Database ?? Server.Username,
        SslMode = SslMode.Disable,
    };
}
