using System.Globalization;
using Agora.Migrations.Running;
using Npgsql;

namespace Agora.Migrations.Tracing.Seeding;

/// <param name="Rows">That stand in the table now, dead ones not counted.</param>
/// <param name="Shortfall">Why there are fewer than asked for; null when there are enough.</param>
public sealed record SeededTable(string Table, long Rows, string? Shortfall);

/// <summary>
/// Fills the tables of a scratch database with rows that keep their promises: NOT NULL, CHECK, UNIQUE, foreign keys and partition bounds.
/// Nullable columns get NULL now and then, columns that may repeat do, and each table gets dead rows. Candidates are made by type and
/// from the constants of the constraints; the server itself decides which of them pass.
/// </summary>
/// <param name="admin">Login of a superuser; any other role works where no trigger and no policy stands in the way.</param>
internal sealed class Seeder(string admin, MigratorOptions options)
{
    /// <summary>Rows proposed, and rows put in, for each one wanted: first, and when unique keys or checks turned too many down.</summary>
    private static readonly (int Proposed, int Sent)[] Rounds = [(4, 1), (60, 20)];

    /// <summary>Fills up every table to that many rows, and tells what came of it.</summary>
    public async Task<List<SeededTable>> SeedAsync(int rows, CancellationToken ct)
    {
        await using var connection = await ServerConnection.OpenAsync(admin, "migrate trace seed", onNotice: null, ct);
        await RowTools.IgnoreTriggersAsync(connection, ct);
        var seeded = new List<SeededTable>();
        foreach (var table in await SeedTable.ReadAsync(connection, options, ct))
        {
            seeded.Add(await SeedAsync(connection, table, rows, ct));
        }

        await connection.SendAsync("ANALYZE", ct);
        await RowTools.FlushCountersAsync(connection, ct);
        return seeded;
    }

    private static async Task<SeededTable> SeedAsync(ServerConnection connection, SeedTable table, int rows, CancellationToken ct)
    {
        var name = table.Name.ToString();
        var found = await CountAsync(connection, table, ct);
        if (found >= rows)
        {
            return new SeededTable(name, found, null);
        }

        var plan = await new SeedPlanner(connection, table).PlanAsync(ct);
        if (plan.Obstacle is not null)
        {
            return new SeededTable(name, found, plan.Obstacle);
        }

        string? refused = null;
        for (var round = 0; round < Rounds.Length && found < rows; round++)
        {
            try
            {
                // Each round counts on where the last one stopped, or its keys would all be taken.
                var missing = rows - found;
                var first = 1 + (round * 1_000_000L);
                await connection.SendAsync(
                    plan.Insert(first, first + (missing * Rounds[round].Proposed) - 1, missing * Rounds[round].Sent), ct);
            }
            catch (PostgresException error)
            {
                refused = error.MessageText;
            }

            found = await CountAsync(connection, table, ct);
        }

        await AgeAsync(connection, table, found / 10, ct);
        return new SeededTable(
            name,
            found,
            found >= rows * 9 / 10
                ? null
                : refused is not null ? $"The server refused: {refused}." : await plan.ReasonAsync(connection, table, ct));
    }

    /// <summary>Leaves old versions of some rows behind, as every table in use has them.</summary>
    private static async Task AgeAsync(ServerConnection connection, SeedTable table, long count, CancellationToken ct)
    {
        if (table.Columns.FirstOrDefault(column => column is { Generated: null, IsServerMade: false }) is not { } column)
        {
            return;
        }

        var sql = string.Create(
            CultureInfo.InvariantCulture,
            $"UPDATE ONLY {table.Name.Quoted} SET {column.Quoted} = {column.Quoted} "
            + $"WHERE ctid IN (SELECT ctid FROM ONLY {table.Name.Quoted} LIMIT {count})");
        try
        {
            await connection.SendAsync(sql, ct);
        }
        catch (PostgresException)
        {
            // A trigger that forbids changes leaves a table without dead rows, which only flatters its duration.
        }
    }

    private static async Task<long> CountAsync(ServerConnection connection, SeedTable table, CancellationToken ct) =>
        (await connection.ReadAsync(new SqlCommand($"SELECT count(*) FROM ONLY {table.Name.Quoted}"), row => row.GetInt64(0), ct))[0];
}
