using System.Globalization;
using Agora.Migrations.Sql;

namespace Agora.Migrations.Tracing.Seeding;

/// <summary>SQL that makes a value from <c>i</c>, the number of the row as a bigint.</summary>
/// <param name="IsDistinct">Another value for nearly every row.</param>
internal sealed record SeedValue(string Sql, bool IsDistinct = false);

/// <summary>Values that a column of a type could hold. Which of them it may hold is for the server to say.</summary>
internal static class SeedValues
{
    /// <returns>Empty for a type that nothing is known of.</returns>
    public static IReadOnlyList<SeedValue> For(SeedColumn column, SeedLiterals literals)
    {
        List<SeedValue> values = column.Labels.Count > 0
            ? [.. column.Labels.Select(label => new SeedValue(SqlLiteral.Of(label)))]
            : column.Element is { } element
                ? [.. Of(element, -1, literals).Take(4)
                    .Select(value => new SeedValue($"ARRAY[{value.Sql}]", value.IsDistinct)), new("'{}'")]
                : Of(column.Base, column.Modifier, literals);
        return [.. values.Select(value => value with { Sql = $"({value.Sql})::{column.Type}" })];
    }

    private static List<SeedValue> Of(string type, int modifier, SeedLiterals literals) => type switch
    {
        "int2" => [.. Numbers(literals), new("i % 32000", IsDistinct: true), new("i % 10"), new("1"), new("0")],
        "int4" or "int8" or "oid" => [new("i", IsDistinct: true), .. Numbers(literals), new("i % 100"), new("i % 10"), new("1"), new("0")],
        "float4" or "float8" or "money" => [new("i", IsDistinct: true), .. Numbers(literals), new("i % 100 / 7.0"), new("0")],
        "numeric" => Numeric(modifier, literals),
        "text" or "varchar" or "bpchar" or "name" or "citext" => Text(type == "name" ? 63 : modifier - 4, literals),
        "char" => [.. literals.Strings.Select(text => new SeedValue(text)), new("chr(97 + (i % 26)::int)")],
        "bool" => [new("i % 2 = 0"), new("true"), new("false")],
        "uuid" => [new("md5('row ' || i)", IsDistinct: true)],
        "timestamptz" or "timestamp" or "date" => Times(literals),
        "time" or "timetz" =>
            [.. literals.Strings.Select(text => new SeedValue(text)), new("time '00:00' + i * interval '7 seconds'", IsDistinct: true)],
        "interval" => [new("i * interval '1 second'", IsDistinct: true), new("interval '1 day'")],
        "bytea" => Bytes(literals),
        "json"
            or "jsonb" => [new("'{}'"), new(
                "format('{\"n\": %s}', i)",
                IsDistinct: true), .. literals.Strings.Select(text => new SeedValue(text)), new("'[]'"), new("'1'"), new("'\"x\"'")],
        "inet" or "cidr" => [new("inet '10.0.0.0' + i", IsDistinct: true), new("'192.0.2.1'")],
        "macaddr" => [new("'08:00:2b:01:02:03'")],
        "tsvector" => [new("to_tsvector('simple', 'word' || i)", IsDistinct: true), new("''")],
        "tsquery" => [new("'word'")],
        "int4range" or "int8range" or "numrange" => [new(
            $"{type}((2 * i){(type == "int4range" ? "::int" : "")}, (2 * i + 1){(type == "int4range" ? "::int" : "")})", IsDistinct: true)],
        "tstzrange" or "tsrange" or "daterange" => [Range(type)],
        "bit" or "varbit" => [new($"i::bit({Math.Max(modifier, 1).ToString(CultureInfo.InvariantCulture)})", IsDistinct: true)],
        "point" => [new("point(i, i)", IsDistinct: true)],
        "box" => [new("box(point(i, i), point(i + 1, i + 1))", IsDistinct: true)],
        "circle" => [new("circle(point(i, i), 1)", IsDistinct: true)],
        "xml" => [new("'<a/>'")],
        "hstore" => [new("'a=>1'")],
        "ltree" => [new("('n' || i)", IsDistinct: true)],
        "vector" or "halfvec" =>
            [new($"'[' || rtrim(repeat((i % 97 + 1) || ',', {Math.Max(modifier, 3).ToString(CultureInfo.InvariantCulture)}), ',') || ']'")],
        "geometry" or "geography" => [new("'SRID=4326;POINT(' || i % 180 || ' ' || i % 90 || ')'"), new("'POINT(1 1)'")],
        _ => [.. literals.Strings.Select(text => new SeedValue(text)), new("'1'"), new("''"), new("'{}'"), new("'()'")],
    };

    private static IEnumerable<SeedValue> Numbers(SeedLiterals literals) =>
        literals.Numbers.SelectMany(
            number => new SeedValue[] { new(number), new($"{number} - 1"), new($"{number} + 1"), new($"-{number}") });

    /// <summary>The modifier holds precision and scale; every value must fit.</summary>
    private static List<SeedValue> Numeric(int modifier, SeedLiterals literals)
    {
        if (modifier < 0)
        {
            return [new("i", IsDistinct: true), .. Numbers(literals), new("i % 100 / 8.0"), new("0")];
        }

        var precision = ((modifier - 4) >> 16) & 0xffff;
        var scale = (modifier - 4) & 0x7ff;
        var text = string.Create(CultureInfo.InvariantCulture, $"(i % (10::numeric ^ {precision})) / (10::numeric ^ {scale})");
        return [new(text, IsDistinct: true), .. Numbers(literals), new("0")];
    }

    /// <param name="most">Longest text; below 1 for no limit.</param>
    private static List<SeedValue> Text(int most, SeedLiterals literals)
    {
        List<SeedValue> values =
        [
            new("'v' || i", IsDistinct: true),
            new("'value ' || i", IsDistinct: true),
            .. literals.Strings.Select(text => new SeedValue(text)),
            new("'v' || i % 10"),
            new("md5(i::text)", IsDistinct: true),
            new("'v' || i || '@example.org'", IsDistinct: true),
            new("'https://example.org/' || i", IsDistinct: true),
            new("i::text", IsDistinct: true),
            new("lpad(i::text, 10, '0')", IsDistinct: true),
            new("upper('V' || i)", IsDistinct: true),
            new("initcap('v' || i)", IsDistinct: true),
            new("chr(97 + (i % 26)::int) || chr(97 + (i / 26 % 26)::int)"),
            new("chr(65 + (i % 26)::int) || chr(65 + (i / 26 % 26)::int)"),
            new("upper(translate(lpad(i::text, 3, '0'), '0123456789', 'abcdefghij'))"),
            new("translate(lpad(i::text, 6, '0'), '0123456789', 'abcdefghij')", IsDistinct: true),
            new("chr(97 + (i % 26)::int)"),
            new("''"),
            .. literals.Lengths.SelectMany(length => Enumerable.Range(length - 1, 3))
                .Where(length => length > 0)
                .Distinct()
                .Select(length =>
                new SeedValue(string.Create(CultureInfo.InvariantCulture, $"rpad('v' || i, {length}, 'x')"), IsDistinct: length > 5)),
        ];
        return most < 1
            ? values
            : [.. values.Select(
                value => value with
                {
                    Sql = string.Create(CultureInfo.InvariantCulture, $"left({value.Sql}, {most})"),
                    IsDistinct = value.IsDistinct && most > 5,
                })];
    }

    private static List<SeedValue> Times(SeedLiterals literals) =>
    [
        new("timestamptz '2026-01-01 00:00:00Z' + i * interval '1 minute'", IsDistinct: true),
        new("timestamptz '2025-01-01 00:00:00Z' + i * interval '17 minutes'", IsDistinct: true),
        new("timestamptz '2026-06-01 00:00:00Z' + i % 50 * interval '1 day'"),
        new("date '2000-01-01' + (i % 20000)::int", IsDistinct: true),
        .. literals.Strings.SelectMany(text => new SeedValue[]
        {
            new(text), new($"{text}::timestamptz + i % 20 * interval '1 day'"), new(
                $"{text}::timestamptz + i % 1000 * interval '1 minute'", IsDistinct: true),
            new($"{text}::timestamptz - i % 1000 * interval '1 minute' - interval '1 day'", IsDistinct: true),
        }),
    ];

    private static List<SeedValue> Bytes(SeedLiterals literals) =>
    [
        .. literals.Lengths.Distinct().Select(length => new SeedValue(
            string.Create(
                CultureInfo.InvariantCulture,
                $"substring(decode(repeat(md5('row ' || i), {(length / 16) + 1}), 'hex') FROM 1 FOR {length})"), IsDistinct: length > 3)),
        new("decode(md5('row ' || i), 'hex')", IsDistinct: true),
        new("'\\x'"),
    ];

    private static SeedValue Range(string type)
    {
        var at = $"timestamptz '2026-01-01 00:00:00Z' + i * interval '{(type == "daterange" ? "2 days" : "2 hours")}'";
        var point = type switch { "tsrange" => "::timestamp", "daterange" => "::date", _ => "" };
        var length = type == "daterange" ? "interval '1 day'" : "interval '1 hour'";
        return new SeedValue($"{type}(({at}){point}, ({at} + {length}){point})", IsDistinct: true);
    }
}
