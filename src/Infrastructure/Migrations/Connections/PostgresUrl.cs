using System.Globalization;
using Npgsql;

namespace Agora.Migrations.Connections;

/// <summary>
/// Reads a connection string in either form: <c>postgresql://user:password@host:port/database?sslmode=require</c> or
/// <c>Host=...;Username=...</c>.
/// </summary>
public static class PostgresUrl
{
    private const int PortMax = 65_535;

    private static readonly Dictionary<string, string> Keywords = new(StringComparer.OrdinalIgnoreCase)
    {
        ["sslmode"] = "SSL Mode",
        ["sslrootcert"] = "Root Certificate",
        ["sslcert"] = "SSL Certificate",
        ["sslkey"] = "SSL Key",
        ["application_name"] = "Application Name",
        ["connect_timeout"] = "Timeout",
        ["target_session_attrs"] = "Target Session Attributes",
        ["channel_binding"] = "Channel Binding",
        ["options"] = "Options",
        ["client_encoding"] = "Client Encoding",
    };

    /// <param name="name">The setting that the text came from, for the message.</param>
    /// <exception cref="UsageException">
    /// The text is neither form, names another kind of database, or a file that is not there.
    /// </exception>
    public static NpgsqlConnectionStringBuilder Parse(string text, string name)
    {
        var login = Read(text, name);
        foreach (var file in new[] { login.RootCertificate, login.SslCertificate, login.SslKey })
        {
            if (!string.IsNullOrEmpty(file) && !File.Exists(file))
            {
                throw new UsageException($"{name} names the file {file}, which does not exist.");
            }
        }

        return login;
    }

    private static NpgsqlConnectionStringBuilder Read(string text, string name)
    {
        try
        {
            var login = text.Contains("://", StringComparison.Ordinal) ? FromUrl(text) : new NpgsqlConnectionStringBuilder(text);
            return login is { Port: > 0 and <= PortMax, Host.Length: > 0 }
                ? login
                : throw new FormatException("There is no such port, or no host.");
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or KeyNotFoundException or OverflowException)
        {
            // The text holds a password, so it is never repeated.
            throw new UsageException(
                $"{name} is not a PostgreSQL connection string. Write postgresql://user:password@host:5432/database "
                + "or Host=...;Port=5432;Username=...;Password=...;Database=...");
        }
    }

    private static NpgsqlConnectionStringBuilder FromUrl(string text)
    {
        var schemeEnd = text.IndexOf("://", StringComparison.Ordinal);
        if (text[..schemeEnd] is not ("postgresql" or "postgres"))
        {
            throw new FormatException("The scheme must be postgresql.");
        }

        var rest = text[(schemeEnd + 3)..];
        var query = "";
        if (rest.IndexOf('?', StringComparison.Ordinal) is var mark and >= 0)
        {
            (rest, query) = (rest[..mark], rest[(mark + 1)..]);
        }

        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        var authority = slash < 0 ? rest : rest[..slash];
        var builder = new NpgsqlConnectionStringBuilder();
        if (slash >= 0 && slash + 1 < rest.Length)
        {
            builder.Database = Uri.UnescapeDataString(rest[(slash + 1)..]);
        }

        if (authority.LastIndexOf('@') is var at and >= 0)
        {
            var login = authority[..at].Split(':', 2);
            builder.Username = Uri.UnescapeDataString(login[0]);
            builder.Password = login.Length == 2 ? Uri.UnescapeDataString(login[1]) : null;
            authority = authority[(at + 1)..];
        }

        ReadHosts(builder, authority);
        foreach (var pair in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = pair.Split('=', 2);
            var key = Uri.UnescapeDataString(parts[0]);
            var value = parts.Length == 2 ? Uri.UnescapeDataString(parts[1]) : "";
            if (string.Equals(key, "host", StringComparison.Ordinal))
            {
                builder.Host = value;
            }
            else
            {
                builder[Keywords[key]] = value.Replace("-", "", StringComparison.Ordinal) is var plain && key == "sslmode" ? plain : value;
            }
        }

        return builder;
    }

    private static void ReadHosts(NpgsqlConnectionStringBuilder builder, string authority)
    {
        if (authority.Length == 0)
        {
            return;
        }

        if (authority.Contains(',', StringComparison.Ordinal))
        {
            builder.Host = authority;
            return;
        }

        var portAt = authority.LastIndexOf(':');
        if (portAt > authority.LastIndexOf(']'))
        {
            builder.Port = int.Parse(authority[(portAt + 1)..], NumberStyles.None, CultureInfo.InvariantCulture);
            authority = authority[..portAt];
        }

        builder.Host = Uri.UnescapeDataString(authority.Trim('[', ']'));
    }
}
