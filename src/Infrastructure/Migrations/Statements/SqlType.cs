using System.Globalization;
using Agora.Migrations.Sql;

namespace Agora.Migrations.Statements;

/// <summary>
/// A type as written, under the one name the catalogue has for it (<c>int</c> is <c>int4</c>, <c>character varying</c> is <c>varchar</c>).
/// </summary>
/// <param name="Modifiers">Length or precision and scale.</param>
internal sealed record SqlType(ObjectName Name, IReadOnlyList<int> Modifiers, bool IsArray, SqlFragment Source)
{
    public string Base => Name.Name;

    /// <summary>True for a type that PostgreSQL brings; the names of domains and enums are not among them.</summary>
    public bool IsBuiltIn => Name.Schema is null or "pg_catalog" && BuiltIns.Contains(Base);

    public bool IsSerial => Name.Schema is null && Base is "serial" or "bigserial" or "smallserial";

    private static readonly HashSet<string> BuiltIns = new(
        ("bool int2 int4 int8 float4 float8 numeric money text varchar bpchar char name bytea bit varbit date time timetz timestamp "
        + "timestamptz interval uuid json jsonb jsonpath xml inet cidr macaddr macaddr8 point line lseg box path polygon circle tsvector "
        + "tsquery oid regclass regtype regproc regprocedure regrole regnamespace int4range int8range numrange tsrange tstzrange daterange "
        + "int4multirange int8multirange nummultirange tsmultirange tstzmultirange datemultirange pg_lsn xid xid8 cid tid void record")
        .Split(' '), StringComparer.Ordinal);

    public override string ToString()
    {
        var modifiers = Modifiers.Count == 0
            ? ""
            : $"({string.Join(',', Modifiers.Select(modifier => modifier.ToString(CultureInfo.InvariantCulture)))})";
        return $"{Name}{modifiers}{(IsArray ? "[]" : "")}";
    }

    /// <summary>Reads the type at the reader's place, or null when none stands there.</summary>
    public static SqlType? Read(SqlReader reader)
    {
        var start = reader.Position;
        reader.Take("setof");
        if (reader.Object() is not { } written)
        {
            return null;
        }

        var name = written;
        var modifiers = new List<int>();
        if (written.Schema is null or "pg_catalog")
        {
            name = new ObjectName(written.Schema, Canonical(written.Name, reader));
        }

        ReadModifiers(reader, modifiers);
        if (written.Schema is null)
        {
            name = new ObjectName(null, Suffix(name.Name, reader, modifiers));
        }

        var array = false;
        while (reader.Is(0, Sql.SqlTokenKind.LeftBracket) || reader.Is("array"))
        {
            array = true;
            reader.SkipBalanced();
        }

        return new SqlType(name, modifiers, array, reader.Since(start));
    }

    private static string Canonical(string name, SqlReader reader)
    {
        switch (name)
        {
            case "double" when reader.Take("precision"):
                return "float8";
            case "national":
                _ = reader.TakeAny("character", "char");
                return reader.Take("varying") ? "varchar" : "bpchar";
            case "character" or "char" or "nchar":
                return reader.Take("varying") ? "varchar" : "bpchar";
            case "bit":
                return reader.Take("varying") ? "varbit" : "bit";
            default:
                return name switch
                {
                    "int" or "integer" => "int4",
                    "bigint" => "int8",
                    "smallint" => "int2",
                    "real" => "float4",
                    "float" => "float8",
                    "decimal" or "dec" => "numeric",
                    "boolean" => "bool",
                    "serial4" => "serial",
                    "serial8" => "bigserial",
                    "serial2" => "smallserial",
                    _ => name,
                };
        }
    }

    private static void ReadModifiers(SqlReader reader, List<int> modifiers)
    {
        foreach (var item in reader.Parentheses().Items())
        {
            if (int.TryParse(item.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var modifier))
            {
                modifiers.Add(modifier);
            }
        }
    }

    private static string Suffix(string name, SqlReader reader, List<int> modifiers)
    {
        if (name is "time" or "timestamp")
        {
            if (reader.Take("with", "time", "zone"))
            {
                return name + "tz";
            }

            reader.Take("without", "time", "zone");
        }
        else if (name == "interval")
        {
            while (reader.TakeAny("year", "month", "day", "hour", "minute", "second", "to") is not null)
            {
                ReadModifiers(reader, modifiers);
            }
        }

        return name;
    }
}
