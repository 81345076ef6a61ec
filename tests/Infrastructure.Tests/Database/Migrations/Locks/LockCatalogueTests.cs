using System.Globalization;
using Agora.Infrastructure.Database.Migrations.Locks;
using Agora.Infrastructure.Database.Migrations.Schemas;
using Agora.Infrastructure.Database.Migrations.Sql;
using Agora.Infrastructure.Database.Migrations.Statements;
using Npgsql;

namespace Agora.Infrastructure.Tests.Database.Migrations.Locks;

public sealed class LockCatalogueTests
{
    [Fact]
    public async Task Predicts_the_locks_the_scans_and_the_rewrites_that_the_server_shows()
    {
        var (setup, forms) = Read();
        await using var connection = new NpgsqlConnection(await ScratchServer.NewDatabaseAsync());
        await connection.OpenAsync();
        var schema = new SchemaModel(["public"]);
        var replay = new SchemaReplay(schema);
        foreach (var statement in setup)
        {
            await ExecuteAsync(connection, statement.Text);
            replay.Apply(StatementParser.Parse(statement), new SourcePlace("", statement.Line));
        }

        await ExecuteAsync(connection, "INSERT INTO shop.customers VALUES (1, 'a', 1, 'b'); ANALYZE");
        schema.BeginStep([]);
        var differences = new List<string>();
        foreach (var form in forms)
        {
            var predicted = Describe(LockCatalogue.Of(StatementParser.Parse(form), schema), form);
            var traced = await TraceAsync(connection, form);
            if (predicted != traced)
            {
                differences.Add($"{form.Text}\n    predicted {predicted}\n    traced    {traced}");
            }
        }

        forms.Count.ShouldBeGreaterThanOrEqualTo(150);
        differences.ShouldBeEmpty(string.Join('\n', differences));
    }

    private static (List<SqlStatement> Setup, List<SqlStatement> Forms) Read()
    {
        var path = Path.Combine(AppContext.BaseDirectory, "Database", "Migrations", "Locks", "Forms.sql");
        var script = SqlScript.Read(File.ReadAllBytes(path));
        script.HasErrors.ShouldBeFalse();
        var first = script.Statements.First(statement =>
            statement.LeadingComments.Any(comment => comment.Of(script.Text).Trim() is "-- forms"));
        return ([.. script.Statements.Take(first.Index)], [.. script.Statements.Skip(first.Index)]);
    }

    private static string Describe(StatementEffects effects, SqlStatement form)
    {
        var relations = effects.Relations
            .Where(effect => !effect.IsNew && effect.Lock >= LockMode.RowExclusive)
            .Select(effect => $"{effect.Relation}={effect.Lock}{(effect.Rewrites ? "+rewrite" : "")}")
            .Order(StringComparer.Ordinal);
        return $"{string.Join(' ', relations)}{(effects.Scans && !effects.Rewrites && IsDefinition(form) ? " scan" : "")}";
    }

    /// <summary>Row changes read what they read; only definitions promise to leave the rows alone.</summary>
    private static bool IsDefinition(SqlStatement form) =>
        !form.Is(0, "update") && !form.Is(0, "delete") && !form.Is(0, "with") && !form.Is(0, "explain") && !form.Is(0, "analyze");

    private static async Task<string> TraceAsync(NpgsqlConnection connection, SqlStatement form)
    {
        const string files = """
            SELECT c.oid, n.nspname || '.' || c.relname, CASE WHEN c.relkind <> 'S' THEN pg_relation_filenode(c.oid) END, coalesce(s.seq_scan + coalesce(s.idx_scan, 0), 0)
            FROM pg_class AS c
            JOIN pg_namespace AS n ON n.oid = c.relnamespace
            LEFT JOIN pg_stat_xact_user_tables AS s ON s.relid = c.oid
            WHERE n.nspname IN ('shop', 'other', 'public') AND c.relkind <> 'c'
            """;
        const string locks = """
            SELECT l.relation, replace(l.mode, 'Lock', '')
            FROM pg_locks AS l
            WHERE l.pid = pg_backend_pid() AND l.locktype = 'relation' AND l.granted
            """;

        await using var transaction = await connection.BeginTransactionAsync();
        var before = await FilesAsync(connection, files);
        try
        {
            await ExecuteAsync(connection, form.Text);
        }
        catch (PostgresException refusal)
        {
            return $"refused: {refusal.SqlState} {refusal.MessageText}";
        }

        var held = new Dictionary<string, (LockMode Mode, bool Rewritten)>(StringComparer.Ordinal);
        await using (var command = new NpgsqlCommand(locks, connection))
        await using (var reader = await command.ExecuteReaderAsync())
        {
            while (await reader.ReadAsync())
            {
                var mode = Enum.Parse<LockMode>(reader.GetString(1));
                if (mode >= LockMode.RowExclusive && before.TryGetValue(reader.GetFieldValue<uint>(0), out var relation))
                {
                    held[relation.Name] = (held.TryGetValue(relation.Name, out var known) && known.Mode > mode ? known.Mode : mode, false);
                }
            }
        }

        var after = await FilesAsync(connection, files);
        await transaction.RollbackAsync();
        var scanned = false;
        var rewritten = false;
        foreach (var (oid, relation) in before)
        {
            var now = after.GetValueOrDefault(oid, relation);
            scanned |= now.Scans > relation.Scans;
            if (now.File != relation.File && held.TryGetValue(relation.Name, out var entry))
            {
                rewritten = true;
                held[relation.Name] = (entry.Mode, true);
            }
        }

        var shown = held
            .Where(entry => IsAboutIndexes(form) || !IsIndexOrOwned(entry.Key))
            .Select(entry => $"{entry.Key}={entry.Value.Mode}{(entry.Value.Rewritten ? "+rewrite" : "")}")
            .Order(StringComparer.Ordinal);
        return $"{string.Join(' ', shown)}{(scanned && !rewritten && IsDefinition(form) ? " scan" : "")}";

        bool IsIndexOrOwned(string name) => before.Values.Any(relation => relation.Name == name)
            && (name.EndsWith("_idx", StringComparison.Ordinal) || name.EndsWith("_key", StringComparison.Ordinal) || name.EndsWith("_pkey", StringComparison.Ordinal));
    }

    /// <summary>Elsewhere the indexes of a table follow it and are not worth a line.</summary>
    private static bool IsAboutIndexes(SqlStatement form) => form.Is(0, "reindex") || form.Is(1, "index") || form.Is(2, "index");

    private static async Task<Dictionary<uint, (string Name, uint File, long Scans)>> FilesAsync(NpgsqlConnection connection, string sql)
    {
        var relations = new Dictionary<uint, (string, uint, long)>();
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            relations[reader.GetFieldValue<uint>(0)] =
                (reader.GetString(1), reader.IsDBNull(2) ? 0 : reader.GetFieldValue<uint>(2), Convert.ToInt64(reader.GetValue(3), CultureInfo.InvariantCulture));
        }

        return relations;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
