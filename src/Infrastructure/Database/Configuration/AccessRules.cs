using System.Net;
using System.Text;

namespace Agora.Infrastructure.Database.Configuration;

/// <summary>Who gets in: <c>pg_hba.conf</c>, where the first line that fits decides, and <c>pg_ident.conf</c>.</summary>
public static class AccessRules
{
    /// <summary>Private networks of both versions of the protocol.</summary>
    public static readonly IReadOnlyList<string> PrivateNetworks = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"];

    private const string Map = "agora";

    /// <param name="networks">From which connections over TLS are taken, as address and length.</param>
    /// <exception cref="InvalidConfigurationException">A network is none.</exception>
    public static string WriteRules(IReadOnlyList<string> networks)
    {
        var text = new StringBuilder("""
            # Who gets in. The first line that fits decides. Reload the server after a change: SELECT pg_reload_conf();
            # Before that, this shows mistakes: SELECT line_number, error FROM pg_hba_file_rules WHERE error IS NOT NULL;

            # The account of the server, as superuser, over the socket (pg_ident.conf).
            local    all          postgres                    peer map=agora
            # Everyone else on this machine, with a password.
            local    all          all                         scram-sha-256
            hostssl  all          all          127.0.0.1/32   scram-sha-256
            hostssl  all          all          ::1/128        scram-sha-256
            local    replication  all                         scram-sha-256
            hostssl  replication  all          127.0.0.1/32   scram-sha-256
            hostssl  replication  all          ::1/128        scram-sha-256
            # Other machines: with TLS and a password. "all" does not cover replication.

            """);
        foreach (var network in networks.Select(Checked))
        {
            text.Append("hostssl  all          all          ").Append(network.PadRight(14)).Append(" scram-sha-256\n");
            text.Append("hostssl  replication  all          ").Append(network.PadRight(14)).Append(" scram-sha-256\n");
        }

        text.Append("""
            # Everything else, and everything without TLS.
            host     all          all          0.0.0.0/0      reject
            host     all          all          ::/0           reject
            host     replication  all          0.0.0.0/0      reject
            host     replication  all          ::/0           reject

            """);
        return text.ToString();
    }

    /// <param name="account">The account of the operating system that may become the superuser.</param>
    public static string WriteMap(string account) => account.Length > 0 && account.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-')
        ? $"""
        # Accounts of the operating system, and the roles that they may take on over the socket.
        # map      account      role
        {Map}      {account,-12} postgres

        """
        : throw new InvalidConfigurationException($"--account must be the name of an account, and '{account}' is none.");

    private static string Checked(string network) => IPNetwork.TryParse(network, out _)
        ? network
        : throw new InvalidConfigurationException($"--network must be a network such as 10.0.0.0/8 or fc00::/7, and '{network}' is none.");
}
