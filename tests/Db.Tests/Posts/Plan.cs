using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Agora.Application.Common;
using Agora.Infrastructure.Database;
using Agora.Infrastructure.Database.Standbys;
using Agora.Infrastructure.Sessions;
using Agora.Testing;
using Dapper;
using Microsoft.Extensions.Logging.Abstractions;

namespace Agora.Db.Tests.Posts;

/// <summary>What the server did to answer a statement that Agora really sent.</summary>
/// <param name="Text">The plan as JSON.</param>
/// <param name="Blocks">Pages touched.</param>
/// <param name="Nodes">Kind, relation and index of every node, such as <c>Index Scan posts posts_pkey</c>.</param>
/// <param name="Verifications">How often the signature of the actor was checked.</param>
internal sealed partial record Plan(string Text, long Blocks, IReadOnlyList<string> Nodes, long Verifications)
{
    // Of this session, since the server last collected them: two looks have to be compared.
    private const string Calls =
        "SELECT coalesce(sum(calls), 0) FROM pg_stat_xact_user_functions WHERE schemaname = 'app' AND funcname = 'actor'";

    /// <summary>The nodes that read a relation; what joins them may differ by a hair of the statistics.</summary>
    public IReadOnlyList<string> Scans => [.. Nodes.Where(n => n.Contains("Scan", StringComparison.Ordinal))];

    /// <summary>Runs the read of a repository, catches its statement and has it explained as the runtime role.</summary>
    /// <param name="read">One read, which sends one statement.</param>
    /// <param name="parameters">Values of the statement's parameters by name; null where it has more of them.</param>
    /// <param name="generic">The plan that a prepared statement falls back on, made without knowing the values.</param>
    public static async Task<Plan> OfAsync(
        ApiDatabase database, Actor actor, Func<DbSession, Task> read, IReadOnlyDictionary<string, object?> parameters, bool generic)
    {
        var context = new ActorContext();
        context.SignIn(actor);
        var signer = new ContextSigner(ApiDatabase.Secrets.For("context"), TimeProvider.System);
        string sql;
        using (var statements = StatementCounter.Start())
        {
            var slow = new SlowStatements(NullLoggerFactory.Instance, TimeProvider.System, TimeSpan.FromHours(1));
            var writes = new WriteLog(NullLoggerFactory.Instance);
            var grants = new SessionGrantCache(TimeProvider.System);
            var work = new AdmissionScope(new AdmissionQueue(1, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1), TimeProvider.System));
            await using var standbys = new StandbyReads(
                database.Runtime, standbys: null, new DatabaseOptions(), TimeProvider.System, NullLogger<StandbyReads>.Instance);
            await read(new DbSession(database.Access, database.Runtime, signer, context, writes, slow, grants, work, standbys));
            sql = statements.Statements.ShouldHaveSingleItem();
        }

        // The actor is set by hand below, so that the statement alone is explained.
        sql = sql[(sql.StartsWith("SELECT set_config", StringComparison.Ordinal) ? sql.IndexOf('\n', StringComparison.Ordinal) + 1 : 0)..];
        await using var connection = await database.Runtime.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await connection.ExecuteAsync("SELECT set_config('app.ctx', @context, true)", new { context = signer.Sign(actor) }, transaction);
        await connection.ExecuteAsync(
            $"SET LOCAL plan_cache_mode = {(generic ? "force_generic_plan" : "force_custom_plan")}", transaction: transaction);

        var names = ParameterName().Matches(sql).Select(m => m.Value[1..]).Distinct(StringComparer.Ordinal).ToList();
        var prepared = ParameterName().Replace(sql, m => "$" + (names.IndexOf(m.Value[1..]) + 1).ToString(CultureInfo.InvariantCulture));
        var types = string.Join(", ", names.Select(n => TypeOf(parameters[n])));
        var values = string.Join(", ", names.Select(n => Literal(parameters[n])));
        await connection.ExecuteAsync($"PREPARE read ({types}) AS {prepared}", transaction: transaction);
        var before = await connection.ExecuteScalarAsync<long>(Calls, transaction: transaction);
        var text = await connection.ExecuteScalarAsync<string>(
            $"EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, FORMAT JSON) EXECUTE read ({values})", transaction: transaction);
        var verifications = await connection.ExecuteScalarAsync<long>(Calls, transaction: transaction) - before;
        await connection.ExecuteAsync("DEALLOCATE read", transaction: transaction);

        var root = JsonDocument.Parse(text!).RootElement[0].GetProperty("Plan");
        return new Plan(text!, Number(root, "Shared Hit Blocks") + Number(root, "Shared Read Blocks"), [.. NodesOf(root)], verifications);
    }

    /// <summary>Conditions of all nodes of one kind, such as <c>Index Cond</c>.</summary>
    public string Conditions(string kind) =>
        string.Join(
            '\n', Regex.Matches(Text, $"\"{kind}\": \"(.*)\"", RegexOptions.None, TimeSpan.FromSeconds(1)).Select(m => m.Groups[1].Value));

    private static IEnumerable<string> NodesOf(JsonElement node)
    {
        string Name(string property) => node.TryGetProperty(property, out var value) ? " " + value.GetString() : "";

        // A node that was never run is no part of what the statement cost.
        if (Number(node, "Actual Loops") > 0)
        {
            yield return node.GetProperty("Node Type").GetString() + Name("Relation Name") + Name("Index Name");
        }

        if (node.TryGetProperty("Plans", out var plans))
        {
            foreach (var inner in plans.EnumerateArray().SelectMany(NodesOf))
            {
                yield return inner;
            }
        }
    }

    private static long Number(JsonElement node, string property) => node.TryGetProperty(property, out var value) ? value.GetInt64() : 0;

    private static string TypeOf(object? value) => value switch
    {
        DateTimeOffset => "timestamptz",
        Guid => "uuid",
        Guid[] => "uuid[]",
        string[] => "text[]",
        bool => "boolean",
        bool[] => "boolean[]",
        int => "integer",
        long => "bigint",
        DateOnly => "date",
        TimeSpan => "interval",
        byte[] => "bytea",
        Nothing nothing => nothing.Type,
        _ => "text",
    };

    private static string Literal(object? value) => value switch
    {
        null or Nothing => "NULL",
        Guid[] ids => $"'{{{string.Join(',', ids)}}}'",
        bool[] flags => $"'{{{string.Join(',', flags)}}}'",
        string[] texts => $"'{{{string.Join(',', texts)}}}'",
        byte[] bytes => $"'\\x{Convert.ToHexString(bytes)}'",
        DateTimeOffset time => $"'{time:O}'",
        DateOnly day => $"'{day:O}'",
        TimeSpan time => string.Create(CultureInfo.InvariantCulture, $"'{time.TotalSeconds} seconds'"),
        IFormattable number => $"'{number.ToString(null, CultureInfo.InvariantCulture)}'",
        _ => $"'{value}'",
    };

    /// <summary>A null of a type that the statement cannot guess.</summary>
    internal sealed record Nothing(string Type);

    [GeneratedRegex("@[A-Za-z]+")]
    private static partial Regex ParameterName();
}
