using System.Globalization;
using Agora.Migrations.Running;
using Agora.Migrations.Sql;
using Npgsql;

namespace Agora.Migrations.Tracing.Seeding;

/// <summary>Finds for each column of a table the values that its constraints let through.</summary>
internal sealed class SeedPlanner(ServerConnection connection, SeedTable table)
{
    /// <summary>Row numbers to try a value with: small ones, and such as only a long table has.</summary>
    private const string Samples = "SELECT CASE WHEN s <= 20 THEN s ELSE s * 4211 END AS i FROM generate_series(1::bigint, 40) AS s";

    private readonly Dictionary<short, IReadOnlyList<SeedValue>> values = [];
    private readonly Dictionary<short, (int Key, string Column)> borrowed = [];
    private readonly List<SeedKey> sources = [];
    private readonly HashSet<short> empty = [];

    public async Task<SeedPlan> PlanAsync(CancellationToken ct)
    {
        foreach (var key in table.Keys)
        {
            if (await BorrowAsync(key, ct) is { } obstacle)
            {
                return SeedPlan.Impossible(obstacle);
            }
        }

        foreach (var column in table.Columns.Where(
            column => column is { Generated: null, IsServerMade: false }
                && !borrowed.ContainsKey(column.Number)
                && !empty.Contains(column.Number)))
        {
            var passing = await PassingAsync(column, ct);
            if (passing.Count == 0 && column.NotNull)
            {
                return SeedPlan.Impossible(Obstacle(column));
            }

            values[column.Number] = passing;
        }

        return new SeedPlan(null, table, values, borrowed, sources, empty);
    }

    /// <summary>Takes the values of a foreign key from the table it points at; leaves it NULL where that cannot be.</summary>
    private async Task<string?> BorrowAsync(SeedKey key, CancellationToken ct)
    {
        var free = key.Columns.Where(number => !borrowed.ContainsKey(number)).ToList();
        var isSelf = key.Parent == table.Oid;
        if (!isSelf && free.Count == key.Columns.Count && await HasRowsAsync(key, ct))
        {
            sources.Add(key);
            for (var i = 0; i < key.Columns.Count; i++)
            {
                borrowed[key.Columns[i]] = (sources.Count - 1, key.ParentColumns[i]);
            }

            return null;
        }

        if (free.Find(number => !table.Column(number).NotNull) is var optional and not 0)
        {
            empty.Add(optional);
            return null;
        }

        // A key whose columns all come from other keys is left to the filter; one that points at its own table starts with itself.
        return free.Count == 0 || isSelf ? null : $"Its foreign key {key.Name} points at {key.ParentName}, which has no rows.";
    }

    private async Task<bool> HasRowsAsync(SeedKey key, CancellationToken ct) =>
        (await connection.ReadAsync(new SqlCommand($"SELECT EXISTS (SELECT FROM {key.ParentName})"), row => row.GetBoolean(0), ct))[0];

    private async Task<IReadOnlyList<SeedValue>> PassingAsync(SeedColumn column, CancellationToken ct)
    {
        var about = table.Checks.Where(check => check.Columns.Contains(column.Number)).ToList();
        var generated = table.Columns.Where(
            other => other.Generated is { } expression && SeedLiterals.Columns(expression, table.Columns).Contains(column.Number)).ToList();
        var domain = await DomainAsync(column, ct);
        var literals = SeedLiterals.Of(about.Select(check => check.Expression).Concat(domain));
        var candidates = SeedValues.For(column, literals).DistinctBy(value => value.Sql, StringComparer.Ordinal).ToList();
        var alone = about.Where(check => check.Columns is [var only] && only == column.Number).Select(check => check.Expression).ToList();
        var needsTrial = alone.Count > 0
            || domain.Count > 0
            || literals.Strings.Count > 0
            || literals.Numbers.Count > 0
            || generated.Count > 0
            || column.Type.Contains('.', StringComparison.Ordinal);
        var passing = needsTrial ? await TryAsync(column, candidates, alone, ct) : [.. candidates.Take(3)];
        var wantsDistinct = table.Unique.Any(index => index.Contains(column.Number));
        var distinct = passing.Where(value => value.IsDistinct).ToList();
        return wantsDistinct && distinct.Count > 0 ? [distinct[0]] : passing;
    }

    /// <summary>Values that the type takes and that pass the checks of the column alone, for most rows if such there are.</summary>
    private async Task<IReadOnlyList<SeedValue>> TryAsync(
        SeedColumn column, List<SeedValue> candidates, List<string> checks, CancellationToken ct)
    {
        var scored = new List<(SeedValue Value, long Score)>();
        foreach (var candidate in candidates)
        {
            scored.Add((candidate, await ScoreAsync(column, candidate, checks, ct)));
        }

        var best = scored.Select(entry => entry.Score).DefaultIfEmpty().Max();
        var passing = scored.Where(entry => entry.Score > 0 && entry.Score * 2 > best).Select(entry => entry.Value).ToList();

        // Literals stay whole, because checks over several columns ask for each of them; of the rest a few are enough.
        return [.. passing.Where(value => value.IsDistinct).Take(4).Concat(passing.Where(value => !value.IsDistinct).Take(40))];
    }

    private async Task<long> ScoreAsync(SeedColumn column, SeedValue candidate, List<string> checks, CancellationToken ct)
    {
        var filter = checks.Count == 0 ? "true" : string.Join(" AND ", checks.Select(check => $"({check}) IS NOT FALSE"));
        var sql = string.Create(
            CultureInfo.InvariantCulture,
            $"SELECT count({column.Quoted}) FROM (SELECT {candidate.Sql} AS {column.Quoted} FROM ({Samples}) AS n) "
            + $"AS {ObjectName.Quote(table.Name.Name)} WHERE {filter}");
        try
        {
            return (await connection.ReadAsync(new SqlCommand(sql), row => row.GetInt64(0), ct))[0];
        }
        catch (PostgresException)
        {
            return 0;
        }
    }

    private async Task<List<string>> DomainAsync(SeedColumn column, CancellationToken ct)
    {
        const string sql = """
            SELECT pg_catalog.pg_get_constraintdef(k.oid)
            FROM pg_catalog.pg_attribute AS a
            JOIN pg_catalog.pg_constraint AS k ON k.contypid = a.atttypid
            WHERE a.attrelid = $1::bigint::oid
              AND a.attnum = $2
            """;
        return column.Base.Length > 0
            ? await connection.ReadAsync(new SqlCommand(sql, (long)table.Oid, column.Number), row => row.GetString(0), ct)
            : [];
    }

    private string Obstacle(SeedColumn column)
    {
        var checks = table.Checks.Where(check => check.Columns.Contains(column.Number)).Select(check => check.Name).ToList();
        return checks.Count == 0
            ? $"No value is known for its column {column.Name} of type {column.Type}."
            : $"No value was found for its column {column.Name} that passes {string.Join(" and ", checks)}.";
    }
}
