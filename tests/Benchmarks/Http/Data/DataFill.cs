using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Agora.Benchmarks.Http.Cluster;
using Agora.Infrastructure.Rollups;
using Agora.Infrastructure.Sessions;
using Npgsql;

namespace Agora.Benchmarks.Http.Data;

/// <summary>
/// Fills an empty Agora. Triggers are off and what they derive is counted at once, which takes minutes instead of hours; the recount of
/// <c>agora db check-aggregates</c> and a few more checks find it right.
/// </summary>
internal static class DataFill
{
    public const string Password = "wool and brass and cards";

    private const int Users = 100_000, Posts = 200_000, Comments = 1_000_000;

    // The processors are ours alone, and the session is an owner's: no foreign key and no trigger.
    private const string Session = """
        SET session_replication_role = replica;
        SET synchronous_commit = off;
        SET statement_timeout = 0;
        SET search_path = pg_catalog, public;
        SET TimeZone = 'UTC';
        SET work_mem = '256MB';
        SET maintenance_work_mem = '1GB';
        SET max_parallel_workers_per_gather = 4;
        SET min_parallel_table_scan_size = 0;
        SET parallel_setup_cost = 0;
        SET parallel_tuple_cost = 0;
        """;

    private static readonly Dictionary<string, string> Checks = new(StringComparer.Ordinal)
    {
        ["comments of a post"] = """
            SELECT count(*) FROM app.post_stats AS s
            WHERE s.comment_count <> (SELECT count(*) FROM app.comments AS c WHERE c.post_id = s.post_id)
            """,
        ["replies and depth of a comment"] = """
            SELECT count(*) FROM app.comments AS c
            LEFT JOIN app.comments AS p ON p.id = c.parent_id
            LEFT JOIN app.comment_stats AS s ON s.comment_id = c.id
            WHERE coalesce(s.reply_count, 0) <> (SELECT count(*) FROM app.comments AS r WHERE r.parent_id = c.id)
               OR c.depth <> coalesce(p.depth + 1, 0)
               OR c.path <> coalesce(p.path, '') || int8send((extract(epoch FROM c.created_at) * 1000000)::bigint) || uuid_send(c.id)
            """,
        ["posts of a tag"] = """
            SELECT count(*) FROM app.tags AS t
            WHERE t.post_count <> (SELECT count(*) FROM app.posts AS p WHERE p.tags @> ARRAY[t.tag] AND p.status = 'published')
            """,
        ["followers"] = """
            SELECT count(*) FROM app.follow_counts AS f
            WHERE f.follower_count <> (SELECT count(*) FROM app.follows AS o WHERE o.followee_id = f.user_id)
            """,
        ["search vectors of posts"] = """
            SELECT count(*) FROM app.posts AS p
            WHERE p.search_vector <> app.post_words(p.language, p.title, p.body, p.tags) AND uuid_hash(p.id) % 100 = 0
            """,
    };

    /// <summary>Fills the database unless it holds this data already.</summary>
    /// <exception cref="BenchException">It holds other data, or what was made is not right.</exception>
    public static async Task EnsureAsync(BenchCluster cluster, double scale, CancellationToken ct)
    {
        var scripts = Scripts();
        var made = MadeFrom(scripts.Values, scale);
        if (await cluster.ScalarAsync<bool>("SELECT to_regclass('bench.filled') IS NOT NULL", ct))
        {
            var there = await cluster.ScalarAsync<string>("SELECT made_from FROM bench.size", ct);
            if (there != made)
            {
                throw new BenchException(
                    $"{cluster.Folder} holds data of another scale or version. Take another folder, or delete this one.");
            }

            return;
        }

        await using var connection = await cluster.Superuser.OpenConnectionAsync(ct);
        await SendAsync(connection, "DROP SCHEMA IF EXISTS bench CASCADE", ct);
        if (await cluster.ScalarAsync<bool>("SELECT EXISTS (SELECT FROM app.posts) OR EXISTS (SELECT FROM app.users)", ct))
        {
            throw new BenchException($"{cluster.Folder} was filled half. Delete it.");
        }

        await SendAsync(connection, Session, ct);
        await StepAsync("01-functions", () => SendAsync(connection, scripts["01-functions"], ct));
        await SizeAsync(connection, scale, made, ct);
        var indexes = await StepAsync("indexes away", () => DropIndexesAsync(connection, ct));
        foreach (var (name, sql) in scripts.Skip(1).SkipLast(2))
        {
            await StepAsync(name, () => SendAsync(connection, sql, ct));
        }

        foreach (var index in indexes)
        {
            await SendAsync(connection, index, ct);
        }

        foreach (var (name, sql) in scripts.TakeLast(2))
        {
            await StepAsync(name, () => SendAsync(connection, sql, ct));
        }

        await StepAsync("vacuum", () => SendAsync(connection, "VACUUM (ANALYZE)", ct));
        await StepAsync("check", () => CheckAsync(connection, ct));
        await SendAsync(connection, "DROP TABLE bench.secrets; CREATE TABLE bench.filled ();", ct);
        await StepAsync("checkpoint", () => SendAsync(connection, "CHECKPOINT", ct));
    }

    /// <summary>The steps by name, in their order.</summary>
    private static SortedDictionary<string, string> Scripts() => new(
        Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Http", "Data"), "*.sql")
            .ToDictionary(file => Path.GetFileNameWithoutExtension(file), File.ReadAllText),
        StringComparer.Ordinal);

    private static string MadeFrom(IEnumerable<string> scripts, double scale) => string.Create(
        CultureInfo.InvariantCulture,
        $"{scale} {Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(scripts))))}");

    private static async Task SizeAsync(NpgsqlConnection connection, double scale, string made, CancellationToken ct)
    {
        const string sql = """
            INSERT INTO bench.size (users, posts, comments, made_from) VALUES ($1, $2, $3, $4)
            """;

        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.AddWithValue((long)(Users * scale));
        command.Parameters.AddWithValue((long)(Posts * scale));
        command.Parameters.AddWithValue((long)(Comments * scale));
        command.Parameters.AddWithValue(made);
        await command.ExecuteNonQueryAsync(ct);

        // All accounts share a password and its hash.
        var cost = new PasswordCost(PasswordCost.MegabytesMin * 1024, PasswordCost.PassesMin, TimeSpan.Zero);
        using var hasher = new PasswordHasher(cost, Environment.ProcessorCount, TimeProvider.System);
        await using var secret = new NpgsqlCommand("CREATE TABLE bench.secrets (password_hash text NOT NULL)", connection);
        await secret.ExecuteNonQueryAsync(ct);
        await using var hash = new NpgsqlCommand("INSERT INTO bench.secrets VALUES ($1)", connection);
        hash.Parameters.AddWithValue(await hasher.HashAsync(Password, ct));
        await hash.ExecuteNonQueryAsync(ct);
    }

    /// <summary>Drops the indexes of the large tables that are no constraints.</summary>
    /// <returns>The statements that make them again.</returns>
    private static async Task<IReadOnlyList<string>> DropIndexesAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        const string sql = """
            SELECT pg_get_indexdef(i.indexrelid), i.indexrelid::regclass::text
            FROM pg_index AS i
            WHERE i.indrelid = ANY ('{app.users,app.posts,app.comments}'::regclass[])
              AND NOT EXISTS (SELECT FROM pg_constraint AS c WHERE c.conindid = i.indexrelid)
            """;

        var made = new List<string>();
        var drops = new List<string>();
        await using (var command = new NpgsqlCommand(sql, connection))
        {
            await using var reader = await command.ExecuteReaderAsync(ct);
            while (await reader.ReadAsync(ct))
            {
                made.Add(reader.GetString(0));
                drops.Add($"DROP INDEX {reader.GetString(1)}");
            }
        }

        foreach (var drop in drops)
        {
            await SendAsync(connection, drop, ct);
        }

        return made;
    }

    private static async Task CheckAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        foreach (var (name, sql) in AggregateCheck.Aggregates.Concat(Checks))
        {
            await using var command = new NpgsqlCommand(sql, connection);
            if ((long)(await command.ExecuteScalarAsync(ct))! is var wrong and not 0)
            {
                throw new BenchException($"The data was not made right: {wrong} differ in {name}.");
            }
        }
    }

    private static async Task StepAsync(string name, Func<Task> step) => await StepAsync(name, async () =>
    {
        await step();
        return true;
    });

    private static async Task<T> StepAsync<T>(string name, Func<Task<T>> step)
    {
        var start = Stopwatch.GetTimestamp();
        var result = await step();
        Console.Error.WriteLine($"  {name,-16}{Stopwatch.GetElapsedTime(start).TotalSeconds,7:0.0} s");
        return result;
    }

    private static async Task SendAsync(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(ct);
    }
}
