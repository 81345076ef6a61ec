using System.Buffers;
using System.Collections.Frozen;

namespace Agora.Migrations.Sql;

/// <summary>
/// The name of an object as the catalogue would hold it: folded and unquoted. The schema is null when the text names none.
/// </summary>
public sealed record ObjectName(string? Schema, string Name)
{
    private static readonly SearchValues<char> Plain = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_$");

    /// <summary>Words that PostgreSQL 17 does not take as a bare column or table name.</summary>
    private static readonly FrozenSet<string> Reserved = FrozenSet.ToFrozenSet(
        ("all analyse analyze and any array as asc asymmetric authorization between bigint binary bit boolean both case cast char "
        + "character check coalesce collate collation column concurrently constraint create cross current_catalog current_date "
        + "current_role current_schema current_time current_timestamp current_user dec decimal default deferrable desc distinct do else "
        + "end except exists extract false fetch float for foreign freeze from full grant greatest group grouping having ilike in "
        + "initially inner inout int integer intersect interval into is isnull join lateral leading least left like limit localtime "
        + "localtimestamp national natural nchar none normalize not notnull null nullif numeric offset on only or order out outer overlaps "
        + "overlay placing position precision primary real references returning right row select session_user setof similar smallint some "
        + "substring symmetric system_user table tablesample then time timestamp to trailing treat trim true union unique user using "
        + "values varchar variadic verbose when where window with xmlattributes xmlconcat xmlelement xmlexists xmlforest xmlnamespaces "
        + "xmlparse xmlpi xmlroot xmlserialize xmltable").Split(' '), StringComparer.Ordinal);

    /// <summary>As a person would write it: quoted only where it must be.</summary>
    public string Sql => Schema is null ? Spell(Name) : $"{Spell(Schema)}.{Spell(Name)}";

    /// <summary>Safe to put into SQL.</summary>
    public string Quoted => Schema is null ? Quote(Name) : $"{Quote(Schema)}.{Quote(Name)}";

    public override string ToString() => Schema is null ? Name : $"{Schema}.{Name}";

    public static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>One identifier, quoted only where it must be.</summary>
    public static string Spell(string name) =>
        name.Length > 0
            && !char.IsAsciiDigit(name[0])
            && name[0] != '$'
            && name.AsSpan().IndexOfAnyExcept(Plain) < 0
            && !Reserved.Contains(name)
            ? name
            : Quote(name);
}
