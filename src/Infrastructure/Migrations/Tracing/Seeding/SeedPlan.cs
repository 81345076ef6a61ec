using System.Globalization;
using System.Text;
using Agora.Migrations.Running;
using Agora.Migrations.Sql;
using Npgsql;

namespace Agora.Migrations.Tracing.Seeding;

/// <summary>How rows for one table are proposed: a mix of the values of each column, of which the checks pick what they like.</summary>
/// <param name="Obstacle">Why there is no way; null when there is.</param>
/// <param name="Borrowed">Columns of foreign keys: which source, and which of its columns.</param>
/// <param name="Empty">Columns that stay NULL, so that a key need not point at anything.</param>
internal sealed record SeedPlan(
    string? Obstacle,
    SeedTable Table,
    IReadOnlyDictionary<short, IReadOnlyList<SeedValue>> Values,
    IReadOnlyDictionary<short, (int Key, string Column)> Borrowed,
    IReadOnlyList<SeedKey> Sources,
    IReadOnlySet<short> Empty)
{
    /// <summary>Every so many rows a nullable column holds NULL.</summary>
    private const int NullEvery = 5;

    public static SeedPlan Impossible(string obstacle) => new(
        obstacle,
        null!,
        new Dictionary<short, IReadOnlyList<SeedValue>>(),
        new Dictionary<short, (int, string)>(),
        [],
        new HashSet<short>());

    /// <param name="first">Number of the first row that is proposed.</param>
    public string Insert(long first, long last, long most)
    {
        var columns = string.Join(", ", Given().Select(column => column.Quoted));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"INSERT INTO {Table.Name.Quoted} ({columns}) SELECT {columns} FROM {Proposed(first, last)} "
            + $"WHERE {Filter(Table.Checks)} ORDER BY i LIMIT {most} ON CONFLICT DO NOTHING");
    }

    /// <summary>The check, or the pair of constraints, that lets too little through.</summary>
    public async Task<string> ReasonAsync(ServerConnection connection, SeedTable table, CancellationToken ct)
    {
        const int sample = 2000;
        foreach (var check in table.Checks)
        {
            try
            {
                var passing = await connection.ReadAsync(
                    new SqlCommand($"SELECT count(*) FROM {Proposed(1, sample)} WHERE {Filter([check])}"), row => row.GetInt64(0), ct);
                if (passing[0] < sample / 100)
                {
                    return $"Hardly any generated row passes {check.Name}.";
                }
            }
            catch (PostgresException error)
            {
                return $"The server refused: {error.MessageText}.";
            }
        }

        return "Its unique constraints, or all its checks together, leave no room for more generated rows.";
    }

    private IEnumerable<SeedColumn> Given() => Table.Columns.Where(column => column is { Generated: null, IsServerMade: false });

    private string Proposed(long first, long last)
    {
        var text = new StringBuilder("(SELECT p.*");
        foreach (var column in Table.Columns.Where(column => column.Generated is not null))
        {
            text.Append(CultureInfo.InvariantCulture, $", {column.Generated} AS {column.Quoted}");
        }

        text.Append(" FROM (SELECT i");
        foreach (var column in Given())
        {
            text.Append(CultureInfo.InvariantCulture, $", {Value(column)} AS {column.Quoted}");
        }

        text.Append(CultureInfo.InvariantCulture, $" FROM generate_series({first}::bigint, {last}::bigint) AS i");
        for (var source = 0; source < Sources.Count; source++)
        {
            AppendSource(text, source);
        }

        return text.Append(CultureInfo.InvariantCulture, $") AS p) AS {ObjectName.Quote(Table.Name.Name)}").ToString();
    }

    private void AppendSource(StringBuilder text, int source)
    {
        var key = Sources[source];
        var columns = string.Join(", ", key.ParentColumns.Distinct(StringComparer.Ordinal).Select(ObjectName.Quote));
        var notNull = string.Join(" AND ", key.ParentColumns.Select(column => $"{ObjectName.Quote(column)} IS NOT NULL"));
        var isUnique = Table.Unique.Any(index => index.All(key.Columns.Contains));
        // In turn where each may be used once; at random elsewhere, so that some parents have many rows and some none, and two keys differ.
        var pick = isUnique ? "i - 1" : string.Create(CultureInfo.InvariantCulture, $"abs(hashint8(i * 31 + {source})::bigint)");
        text.Append(CultureInfo.InvariantCulture, $"""
             LEFT JOIN (
                SELECT {columns}, row_number() OVER () - 1 AS n
                FROM (SELECT DISTINCT {columns} FROM {key.ParentName} WHERE {notNull} LIMIT 5000) AS k
            ) AS k{source} ON k{source}.n = ({pick}) % (SELECT greatest(count(*), 1) FROM (SELECT DISTINCT {columns} FROM {key.ParentName} WHERE {notNull} LIMIT 5000) AS c)
            """);
    }

    private string Value(SeedColumn column)
    {
        if (Empty.Contains(column.Number))
        {
            return $"NULL::{column.Type}";
        }

        var hash = string.Create(CultureInfo.InvariantCulture, $"abs(hashint8(i * 7919 + {column.Number})::bigint)");
        var nothing = column.NotNull ? "" : string.Create(CultureInfo.InvariantCulture, $"WHEN {hash} / 101 % {NullEvery} = 0 THEN NULL ");
        if (Borrowed.TryGetValue(column.Number, out var source))
        {
            var value = string.Create(CultureInfo.InvariantCulture, $"k{source.Key}.{ObjectName.Quote(source.Column)}");
            return nothing.Length == 0 ? value : $"CASE {nothing}ELSE {value} END";
        }

        var values = Values[column.Number];
        if (values.Count == 0)
        {
            return $"NULL::{column.Type}";
        }

        var choices = new StringBuilder();
        for (var i = 1; i < values.Count; i++)
        {
            choices.Append(CultureInfo.InvariantCulture, $"WHEN {hash} % {values.Count} = {i} THEN {values[i].Sql} ");
        }

        return nothing.Length + choices.Length == 0 ? values[0].Sql : $"CASE {nothing}{choices}ELSE {values[0].Sql} END";
    }

    private string Filter(IReadOnlyList<SeedCheck> checks)
    {
        var conditions = checks.Select(check => $"({check.Expression}) IS NOT FALSE").ToList();
        foreach (var key in Table.Keys.Where(key => !Sources.Contains(key) && !key.Columns.Any(Empty.Contains)))
        {
            var pairs = key.Columns.Zip(
                key.ParentColumns, (child, parent) => (Child: Table.Column(child).Quoted, Parent: ObjectName.Quote(parent))).ToList();
            var isNull = string.Join(" OR ", pairs.Select(pair => $"{pair.Child} IS NULL"));
            var isSame = string.Join(" AND ", pairs.Select(pair => $"f.{pair.Parent} = {ObjectName.Quote(Table.Name.Name)}.{pair.Child}"));
            conditions.Add(key.Parent == Table.Oid
                ? $"({isNull} OR ({string.Join(" AND ", pairs.Select(pair => $"{pair.Child} = {pair.Parent}"))}))"
                : $"({isNull} OR EXISTS (SELECT FROM {key.ParentName} AS f WHERE {isSame}))");
        }

        return conditions.Count == 0 ? "true" : string.Join(" AND ", conditions);
    }
}
