using System.Globalization;
using System.Runtime.CompilerServices;
using Npgsql;

namespace Agora.Migrations.Connections;

/// <summary>
/// Logins that name several servers of one database, such as <c>Host=a:5432,b:5432</c>: one of them takes changes, the others are its
/// standbys, and which one may change.
/// </summary>
public static class SeveralHosts
{
    /// <summary>A server that was found unfit is asked again after this time, so that a promoted standby is found soon.</summary>
    public const int RecheckSeconds = 1;

    private static readonly ConditionalWeakTable<NpgsqlDataSource, NpgsqlMultiHostDataSource> All = [];

    public static bool HasSeveralHosts(this NpgsqlConnectionStringBuilder login) =>
        login.Host?.Contains(',', StringComparison.Ordinal) == true;

    /// <summary>Each host with its port, in the order of the login.</summary>
    public static IReadOnlyList<(string Host, int Port)> HostsOf(NpgsqlConnectionStringBuilder login) =>
        [.. (login.Host ?? "localhost").Split(',', StringSplitOptions.TrimEntries).Select(host => Parse(host, login.Port))];

    /// <summary>The data source, whose connections lead to the server that takes changes where the login names several.</summary>
    public static NpgsqlDataSource BuildForPrimary(this NpgsqlDataSourceBuilder builder) =>
        builder.ConnectionStringBuilder.HasSeveralHosts()
            ? builder.BuildFor(TargetSessionAttributes.Primary)
            : builder.Build();

    /// <summary>The data source of a login with several hosts, whose connections lead to those of a kind.</summary>
    public static NpgsqlDataSource BuildFor(this NpgsqlDataSourceBuilder builder, TargetSessionAttributes kind)
    {
        builder.ConnectionStringBuilder.TargetSessionAttributes = null;
        builder.ConnectionStringBuilder.HostRecheckSeconds = RecheckSeconds;
        var all = builder.BuildMultiHost();
        var those = all.WithTargetSession(kind);
        All.Add(those, all);
        return those;
    }

    /// <summary>
    /// After a lost connection: the failure that ended one session has ended others, which the pool still holds. Nor does a connection that
    /// was lost say that its server is down now, so all hosts are asked again.
    /// </summary>
    public static void ForgetConnections(this NpgsqlDataSource source)
    {
        source.Clear();
        if (All.TryGetValue(source, out var all))
        {
            all.ClearDatabaseStates();
        }
    }

    /// <summary>The variables by which psql, pg_dump and the like find the server that takes changes.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Variables(IReadOnlyList<(string Host, int Port)> hosts)
    {
        yield return new("PGHOST", string.Join(',', hosts.Select(host => host.Host)));
        yield return new("PGPORT", string.Join(',', hosts.Select(host => host.Port.ToString(CultureInfo.InvariantCulture))));
        if (hosts.Count > 1)
        {
            yield return new("PGTARGETSESSIONATTRS", "read-write");
        }
    }

    private static (string Host, int Port) Parse(string host, int port)
    {
        var colon = host.LastIndexOf(':');
        // An address of IPv6 without brackets has several colons, and names no port.
        var namesPort = colon > host.LastIndexOf(']') && (host.StartsWith('[') || host.IndexOf(':', StringComparison.Ordinal) == colon);
        return namesPort
            ? (host[..colon].Trim('[', ']'), int.Parse(host[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture))
            : (host.Trim('[', ']'), port);
    }
}
