using System.Text;
using Agora.Migrations.Sql;

namespace Agora.Migrations.History;

/// <summary>Quoted names of the runner's own tables, and the lock key that stands for them.</summary>
internal sealed class HistoryNames(MigratorOptions options)
{
    public string Schema { get; } = ObjectName.Quote(options.HistorySchema);

    public string Versions { get; } = new ObjectName(options.HistorySchema, options.HistoryTable).Quoted;

    public string SideSchema { get; } = ObjectName.Quote(options.SideSchema);

    public string Meta { get; } = Side(options, "meta");

    public string Migration { get; } = Side(options, "migration");

    public string Repeatable { get; } = Side(options, "repeatable");

    public string Journal { get; } = Side(options, "journal");

    public string Backfill { get; } = Side(options, "backfill");

    /// <summary>Second half of the advisory lock keys: two histories in one database do not wait for each other.</summary>
    public int LockKey { get; } = Fnv1A($"{options.HistorySchema}.{options.HistoryTable}");

    private static string Side(MigratorOptions options, string table) => new ObjectName(options.SideSchema, table).Quoted;

    /// <summary>A hash that stays the same over releases and platforms, unlike <see cref="string.GetHashCode()"/>.</summary>
    private static int Fnv1A(string text)
    {
        var hash = 2166136261u;
        foreach (var octet in Encoding.UTF8.GetBytes(text))
        {
            hash = unchecked((hash ^ octet) * 16777619u);
        }

        return unchecked((int)hash);
    }
}
