namespace Agora.Infrastructure.Database.Embedded;

public enum PostgresOrigin
{
    /// <summary>Named by a setting or by <c>AGORA_POSTGRES_BIN</c>.</summary>
    Configured,

    /// <summary>Found on the machine.</summary>
    Machine,

    /// <summary>Fetched from Debian into the cache.</summary>
    Private,
}

/// <summary>A set of PostgreSQL programs: the server and, beside it, the client tools.</summary>
/// <param name="BinDirectory">Absolute, links resolved.</param>
/// <param name="HasVector">Without pgvector there is no search by meaning.</param>
/// <param name="HasPostgis">Always true for <see cref="PostgresOrigin.Private"/>; a machine's own server may lack it.</param>
public sealed record PostgresInstallation(
    string BinDirectory, Version Version, bool HasVector, bool HasPostgis, PostgresOrigin Origin)
{
    /// <summary>The oldest version that Agora runs on.</summary>
    public static readonly Version Floor = new(17, 5);

    /// <summary>The release of May 2026, which closed eleven holes. Below it the server works and is reported.</summary>
    public static readonly Version Patched = new(17, 10);

    /// <summary>Set when the programs bring their own C library, which must not read the locale files of the machine's.</summary>
    public string? LocaleDirectory { get; init; }

    public string Tool(string name) => Path.Combine(BinDirectory, name);
}
