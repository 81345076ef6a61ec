using Npgsql;

namespace Agora.Migrations.Connections;

/// <summary>The plain facts of a connection string, for those who do not speak to the database themselves.</summary>
public sealed record DatabaseLogin(string Host, int Port, string User, string? Password, string Database)
{
    public static DatabaseLogin From(NpgsqlConnectionStringBuilder login) => new(
        login.Host ?? "localhost", login.Port, login.Username ?? "", login.Password, login.Database ?? login.Username ?? "");

    /// <param name="name">The setting that the text came from, for the message.</param>
    /// <exception cref="UsageException">It is not a PostgreSQL connection string.</exception>
    public static DatabaseLogin Parse(string text, string name) => From(PostgresUrl.Parse(text, name));

    public string Url => $"postgresql://{Uri.EscapeDataString(User)}:{Uri.EscapeDataString(Password ?? "")}@{Address}/{Database}";

    /// <summary>Host and port; of several hosts, all.</summary>
    public string Address => string.Join(',', Hosts.Select(server => $"{server.Host}:{server.Port}"));

    /// <summary>The variables by which psql, pg_dump and the like find the server that takes changes.</summary>
    public IEnumerable<KeyValuePair<string, string>> Variables => SeveralHosts.Variables(Hosts);

    private IReadOnlyList<(string Host, int Port)> Hosts =>
        SeveralHosts.HostsOf(new NpgsqlConnectionStringBuilder { Host = Host, Port = Port });
}
