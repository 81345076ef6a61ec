using Agora.Migrations.Events;
using Agora.Migrations.Locks;
using Agora.Migrations.Running;
using Agora.Migrations.Sql;
using Npgsql;

namespace Agora.Migrations.Recovery;

/// <summary>Finds half-made indexes, compares valid ones with the file, and removes invalid ones.</summary>
internal sealed class IndexRecovery(RunSession run)
{
    public async Task<bool> ExistsAsync(ObjectName index, CancellationToken ct)
    {
        const string sql = "SELECT to_regclass($1) IS NOT NULL";
        return (await run.Worker.ReadAsync(new SqlCommand(sql, index.Quoted), row => row.GetBoolean(0), ct))[0];
    }

    public async Task<RecoveryResult> AssessCreateAsync(SqlStatement statement, StatementFacts facts, CancellationToken ct)
    {
        if (facts.Object is null || facts.Targets.Count == 0)
        {
            return RecoveryResult.Unknown("the index has no name, so a retry could build a second one.");
        }

        if (await FindAsync(facts.Object, facts.Targets[0].Quoted, ct) is not { } found)
        {
            return RecoveryResult.Run;
        }

        if (found.OtherTable)
        {
            return RecoveryResult.Unknown($"an index \"{facts.Object}\" exists on another table.");
        }

        if (!found.Valid)
        {
            return await RemoveAsync(facts.Object, found, ct);
        }

        return await IsSameAsync(statement, facts.Targets[0], found.Id, ct)
            ? RecoveryResult.AlreadyDone
            : RecoveryResult.Unknown($"a valid index \"{facts.Object}\" exists, and its definition differs from the file.");
    }

    /// <summary>Removes the INVALID copies that an interrupted REINDEX CONCURRENTLY leaves, on the TOAST table too.</summary>
    /// <param name="targets">The index or the table of the statement.</param>
    public async Task DropLeftoversAsync(IReadOnlyList<ObjectName> targets, CancellationToken ct)
    {
        const string sql = """
            WITH target AS (
                SELECT coalesce(i.indrelid, c.oid) AS id
                FROM pg_class AS c
                LEFT JOIN pg_index AS i ON i.indexrelid = c.oid
                WHERE c.oid = to_regclass($1)
            )
            SELECT format('%I.%I', n.nspname, x.relname)
            FROM pg_index AS i
            JOIN pg_class AS x ON x.oid = i.indexrelid
            JOIN pg_namespace AS n ON n.oid = x.relnamespace
            JOIN pg_class AS t ON t.oid = (SELECT id FROM target)
            WHERE i.indrelid IN (t.oid, t.reltoastrelid)
              AND NOT i.indisvalid
              AND x.relname ~ '_cc(new|old)[0-9]*$'
              AND NOT EXISTS (SELECT FROM pg_constraint AS k WHERE k.conindid = i.indexrelid)
              AND NOT EXISTS (SELECT FROM pg_stat_progress_create_index AS p WHERE p.index_relid = i.indexrelid)
            """;
        foreach (var target in targets)
        {
            foreach (var leftover in await run.Worker.ReadAsync(new SqlCommand(sql, target.Quoted), row => row.GetString(0), ct))
            {
                await DropAsync(leftover, ct);
                run.Log.Add(new Repaired(leftover, "left over from an interrupted REINDEX CONCURRENTLY", "dropped"));
            }
        }
    }

    /// <summary>Drops an INVALID index that an operator has named.</summary>
    /// <exception cref="MigrationException">It is no index, it is valid, it backs a constraint, or it is being built.</exception>
    public async Task DropInvalidAsync(string index, CancellationToken ct)
    {
        const string sql = """
            SELECT c.relname, i.indrelid::regclass::text
            FROM pg_index AS i
            JOIN pg_class AS c ON c.oid = i.indexrelid
            WHERE i.indexrelid = to_regclass($1)
            """;
        var rows = await run.Worker.ReadAsync(new SqlCommand(sql, index), row => (Name: row.GetString(0), Table: row.GetString(1)), ct);
        if (rows is not [var named] || await FindAsync(named.Name, named.Table, ct) is not { Valid: false } found)
        {
            throw new MigrationException(MigratorExit.Usage, $"There is no INVALID index '{index}'.");
        }

        var recovered = await RemoveAsync(named.Name, found, ct);
        if (recovered.Action != RecoveryAction.Run)
        {
            throw new MigrationException(MigratorExit.NeedsDecision, $"It was left alone: {recovered.Reason}");
        }
    }

    private async Task<FoundIndex?> FindAsync(string index, string table, CancellationToken ct)
    {
        const string sql = """
            SELECT i.indexrelid::int8,
                   format('%I.%I', n.nspname, c.relname),
                   i.indisvalid,
                   i.indisready,
                   i.indrelid <> to_regclass($2),
                   EXISTS (SELECT FROM pg_constraint AS k WHERE k.conindid = i.indexrelid),
                   EXISTS (SELECT FROM pg_stat_progress_create_index AS p WHERE p.index_relid = i.indexrelid)
            FROM pg_class AS t
            JOIN pg_class AS c ON c.relname = $1 AND c.relnamespace = t.relnamespace
            JOIN pg_namespace AS n ON n.oid = c.relnamespace
            JOIN pg_index AS i ON i.indexrelid = c.oid
            WHERE t.oid = to_regclass($2)
            """;
        var rows = await run.Worker.ReadAsync(
            new SqlCommand(sql, index, table),
            row => new FoundIndex(
                row.GetInt64(0),
                row.GetString(1),
                row.GetBoolean(2),
                row.GetBoolean(3),
                row.GetBoolean(4),
                row.GetBoolean(5),
                row.GetBoolean(6)),
            ct);
        return rows.FirstOrDefault();
    }

    private async Task<RecoveryResult> RemoveAsync(string name, FoundIndex found, CancellationToken ct)
    {
        if (found.BacksConstraint)
        {
            return RecoveryResult.Unknown($"the INVALID index \"{name}\" backs a constraint.");
        }

        if (found.BeingBuilt)
        {
            return RecoveryResult.Unknown($"another session is building the index \"{name}\".");
        }

        await DropAsync(found.QuotedName, ct);
        run.Log.Add(
            new Repaired(found.QuotedName, found.Ready ? "INVALID, and it already rejected or slowed writes" : "INVALID", "dropped"));
        return RecoveryResult.Run;
    }

    private async Task DropAsync(string quotedName, CancellationToken ct)
    {
        await run.Worker.SendAllAsync([new("SELECT set_config('statement_timeout', '0', false), set_config('lock_timeout', $1, false)",
            Files.Durations.Setting(run.Policy.WeakLockTimeout))], ct);
        await run.Worker.SendAsync($"DROP INDEX CONCURRENTLY {quotedName}", ct);
    }

    /// <summary>Builds what the file wants on an empty copy of the table, in a transaction that is rolled back, and compares.</summary>
    private async Task<bool> IsSameAsync(SqlStatement statement, ObjectName table, long indexId, CancellationToken ct)
    {
        const string compare = """
            SELECT a.indisunique = b.indisunique
               AND substr(pg_get_indexdef(a.indexrelid), strpos(pg_get_indexdef(a.indexrelid), ' USING '))
                 = substr(pg_get_indexdef(b.indexrelid), strpos(pg_get_indexdef(b.indexrelid), ' USING '))
            FROM pg_index AS a, pg_index AS b
            WHERE a.indexrelid = $1::bigint::oid
              AND b.indrelid = 'pg_temp.migrate_probe'::regclass
            """;
        await run.Worker.SendAsync("BEGIN", ct);
        try
        {
            await run.Worker.SendAsync($"CREATE TEMPORARY TABLE migrate_probe (LIKE {table.Quoted})", ct);
            await run.Worker.SendAsync(ProbeText(statement), ct);
            var same = await run.Worker.ReadAsync(new SqlCommand(compare, indexId), row => row.GetBoolean(0), ct);
            return same is [true];
        }
        catch (PostgresException) when (run.Worker.IsOpen)
        {
            // What cannot be built on the copy cannot be called the same.
            return false;
        }
        finally
        {
            await run.Worker.TryRollBackAsync();
        }
    }

    /// <summary>The statement of the file with the probe table in place of its own, without CONCURRENTLY and without a name.</summary>
    private static string ProbeText(SqlStatement statement)
    {
        // CREATE [UNIQUE] INDEX CONCURRENTLY [IF NOT EXISTS] name ON [ONLY] [schema.]table ...
        var unique = statement.Is(1, "unique") ? "UNIQUE " : "";
        var at = 0;
        while (!statement.Is(at, "on"))
        {
            at++;
        }

        at += statement.Is(at + 1, "only") ? 3 : 2;
        while (statement.Tokens[at].Kind == SqlTokenKind.Dot)
        {
            at += 2;
        }

        var rest = statement.Script[statement.Tokens[at].Start..statement.End];
        return $"CREATE {unique}INDEX ON pg_temp.migrate_probe {rest}";
    }

    private sealed record FoundIndex(
        long Id, string QuotedName, bool Valid, bool Ready, bool OtherTable, bool BacksConstraint, bool BeingBuilt);
}
