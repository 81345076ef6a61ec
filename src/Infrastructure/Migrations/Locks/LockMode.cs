namespace Agora.Migrations.Locks;

/// <summary>The lock modes of PostgreSQL, weakest first.</summary>
public enum LockMode
{
    None,
    AccessShare,
    RowShare,
    RowExclusive,
    ShareUpdateExclusive,
    Share,
    ShareRowExclusive,
    Exclusive,
    AccessExclusive,
}

internal static class LockModes
{
    private static readonly string[] Words =
    [
        "no lock", "ACCESS SHARE", "ROW SHARE", "ROW EXCLUSIVE", "SHARE UPDATE EXCLUSIVE", "SHARE", "SHARE ROW EXCLUSIVE", "EXCLUSIVE",
        "ACCESS EXCLUSIVE",
    ];

    /// <summary>As LOCK TABLE writes it.</summary>
    public static string Sql(this LockMode mode) => Words[(int)mode];

    /// <param name="words">As in <c>LOCK TABLE .. IN words MODE</c>, in any case.</param>
    public static LockMode Parse(string words)
    {
        var at = Array.FindIndex(Words, word => word.Equals(words, StringComparison.OrdinalIgnoreCase));
        return at > 0 ? (LockMode)at : LockMode.AccessExclusive;
    }

    public static bool BlocksReads(this LockMode mode) => mode == LockMode.AccessExclusive;

    public static bool BlocksWrites(this LockMode mode) => mode >= LockMode.Share;

    /// <summary>What others feel while it is held.</summary>
    public static string Impact(this LockMode mode) => mode switch
    {
        LockMode.AccessExclusive => "readers and writers wait",
        >= LockMode.Share => "writers wait, readers pass",
        LockMode.ShareUpdateExclusive => "only VACUUM and other DDL wait",
        _ => "no other session waits",
    };
}
