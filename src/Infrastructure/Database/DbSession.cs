using System.Collections;
using System.Data;
using System.Data.Common;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Agora.Application.Common;
using Agora.Infrastructure.Database.Pooling;
using Agora.Infrastructure.Database.Standbys;
using Agora.Infrastructure.Sessions;
using Agora.Migrations.Connections;
using Dapper;
using Npgsql;

namespace Agora.Infrastructure.Database;

/// <summary>
/// The only place that talks to Dapper. Joins the transaction of the running command, or sends a single statement on a connection of its
/// own; either way the signed actor travels in the same round trip as the first statement, and ends with its transaction.
/// The first statement of a transaction, and a statement of a command outside of one, also finds the caller's token valid, or fails with
/// <see cref="DatabaseFailures.RightsChanged"/>: no write relies on rights that were remembered
/// (build/decisions/0024-rights-in-the-transaction.md).
/// </summary>
internal sealed class DbSession(
    DatabaseAccess access,
    NpgsqlDataSource dataSource,
    ContextSigner signer,
    ActorContext context,
    WriteLog writes,
    SlowStatements slow,
    SessionGrantCache grants,
    AdmissionScope work,
    StandbyReads standbys)
{
    // The texts stay the same for every request, so that they can stay prepared: the request is a parameter
    // (build/decisions/0032-requests-in-the-database.md).
    private const string SetRequest = "SELECT set_config('application_name', @AgoraRequest, true)",
        SetContext = ", set_config('app.ctx', @AgoraContext, true)",
        RequireRights = ", app.require_current_rights(@AgoraSession, @AgoraVersion)",
        SetReason = ", set_config('app.reason', @AgoraReason, true)",
        WaitForReplay = "SELECT app.wait_for_replay(@AgoraPosition::pg_lsn, @AgoraPatience);\n";

    private const string ContextParameter = "AgoraContext", RequestParameter = "AgoraRequest";
    private const string PositionParameter = "AgoraPosition", PatienceParameter = "AgoraPatience";
    private const string SessionParameter = "AgoraSession", VersionParameter = "AgoraVersion", ReasonParameter = "AgoraReason";

    // What the server keeps of an application_name.
    private const int ApplicationNameMax = 63;

    private readonly RightsChanges changes = new();

    private NpgsqlConnection? connection;
    private NpgsqlTransaction? transaction;
    private Actor? sentActor;
    private string? sentReason;
    private int? patienceSeconds;

    public bool InTransaction => transaction is not null;

    /// <summary>Whose rights the next statement has.</summary>
    public Actor Actor => context.DatabaseActor;

    /// <summary>Whether the server has answered any statement of the transaction that is running or ended last.</summary>
    internal bool WasAnswered { get; private set; }

    /// <summary>Whether a statement of that transaction has failed.</summary>
    internal bool HasFailed { get; private set; }

    /// <summary>
    /// From now on this session waits for a statement for longer than a request does. The limit that counts is the
    /// <c>statement_timeout</c> of the transaction; this is a little longer than the longest of them.
    /// </summary>
    public void AllowLongStatements() => patienceSeconds = 330;

    /// <summary>The connection of the running transaction, for COPY. The actor is already set on it.</summary>
    public async Task<NpgsqlConnection> TransactionConnectionAsync(CancellationToken ct)
    {
        if (connection is null || transaction is null)
        {
            throw new InvalidOperationException("COPY runs inside a command.");
        }

        if (sentActor != context.DatabaseActor)
        {
            await ExecuteAsync("SELECT 1", null, ct);
        }

        return connection;
    }

    /// <summary>Every row, buffered. The statement bounds its own size.</summary>
    public Task<IReadOnlyList<T>> QueryAsync<T>(string sql, object? parameters, CancellationToken ct) =>
        ReadAsync<IReadOnlyList<T>>(sql, parameters, static async (reader, token) =>
        {
            var rows = new List<T>();
            var parse = reader.GetRowParser<T>();
            while (await reader.ReadAsync(token))
            {
                rows.Add(parse(reader));
            }

            return rows;
        }, ct);

    /// <summary>
    /// Rows that belong to one thing, by a left join with it: null when the thing is not there. A row whose first column is null says
    /// that the thing is there and has none.
    /// </summary>
    public Task<IReadOnlyList<T>?> QueryOfAsync<T>(string sql, object? parameters, CancellationToken ct) =>
        ReadAsync<IReadOnlyList<T>?>(sql, parameters, static async (reader, token) =>
        {
            List<T>? rows = null;
            var parse = reader.GetRowParser<T>();
            while (await reader.ReadAsync(token))
            {
                rows ??= [];
                if (!reader.IsDBNull(0))
                {
                    rows.Add(parse(reader));
                }
            }

            return rows;
        }, ct);

    /// <summary>The only row, or default when there is none.</summary>
    /// <exception cref="InvalidOperationException">The statement returned more than one row.</exception>
    public Task<T?> FindAsync<T>(string sql, object? parameters, CancellationToken ct) =>
        ReadAsync(sql, parameters, static async (reader, token) =>
        {
            if (!await reader.ReadAsync(token))
            {
                return default;
            }

            var row = reader.GetRowParser<T>()(reader);
            return await reader.ReadAsync(token)
                ? throw new InvalidOperationException("One row was expected and several came.")
                : row;
        }, ct);

    /// <summary>The first column of the only row.</summary>
    public async Task<T> ScalarAsync<T>(string sql, object? parameters, CancellationToken ct) =>
        await FindAsync<T>(sql, parameters, ct)
        ?? throw new InvalidOperationException("A value was expected and none came.");

    /// <summary>
    /// Streams rows, for responses of unbounded size: nothing is buffered, and the server waits for a slow reader. Inside a command
    /// only, whose statement_timeout has to be long enough.
    /// </summary>
    /// <param name="timeout">Just above that statement_timeout.</param>
    public async IAsyncEnumerable<T> StreamAsync<T>(
        string sql, object? parameters, TimeSpan timeout, [EnumeratorCancellation] CancellationToken ct)
    {
        var open = await TransactionConnectionAsync(ct);
        await using var reader = await open.ExecuteReaderAsync(
            new CommandDefinition(sql, parameters, transaction, (int)timeout.TotalSeconds, cancellationToken: ct), CommandBehavior.Default);
        var parse = reader.GetRowParser<T>();
        while (await reader.ReadAsync(ct))
        {
            yield return parse(reader);
        }
    }

    /// <summary>How many rows a SELECT of no columns has: counted, or as the planner expects, which runs nothing.</summary>
    public Task<long> CountAsync(CountMode mode, string rows, object? parameters, CancellationToken ct) => mode == CountMode.Exact
        ? ScalarAsync<long>($"SELECT count(*)\nFROM (\n{rows}\n) AS counted", parameters, ct)
        : ReadAsync($"EXPLAIN (FORMAT JSON)\n{rows}", parameters, static async (reader, token) =>
        {
            await reader.ReadAsync(token);
            using var plan = JsonDocument.Parse(reader.GetString(0));
            return plan.RootElement[0].GetProperty("Plan").GetProperty("Plan Rows").GetInt64();
        }, ct);

    /// <summary>The number of rows that the statement changed.</summary>
    public Task<int> ExecuteAsync(string sql, object? parameters, CancellationToken ct) =>
        ReadAsync(sql, parameters, static async (reader, token) =>
        {
            while (await reader.NextResultAsync(token))
            {
                // Only the end of the last statement tells how many rows changed.
            }

            return Math.Max(reader.RecordsAffected, 0);
        }, ct);

    /// <summary>
    /// Lets the next statement of the transaction find the caller's token valid once more. For a transaction that has waited for another
    /// one, which may have changed the rights it began with.
    /// </summary>
    public void CheckRightsAgain() => sentActor = null;

    internal void Begin(NpgsqlConnection open, NpgsqlTransaction begun)
    {
        connection = open;
        transaction = begun;
        sentActor = null;
        sentReason = null;
        changes.ListenTo(open);
        WasAnswered = false;
        HasFailed = false;
    }

    internal void End()
    {
        changes.Forget(grants);
        connection = null;
        transaction = null;
        sentActor = null;
    }

    private async Task<T> ReadAsync<T>(
        string sql, object? parameters, Func<DbDataReader, CancellationToken, Task<T>> read, CancellationToken ct)
    {
        try
        {
            if (transaction is not null)
            {
                var isFirst = sentActor is null;
                var checks = isFirst && ChecksRights;
                var reason = context.Reason == sentReason ? null : context.Reason ?? "";
                sentReason = context.Reason;
                var signed = ChangedContext(isSentAgain: reason is not null);
                var prefix = new Prefix(signed, NamesRequest: signed is not null || (isFirst && Telemetry.IsTraced), checks, reason);
                return await ReadOnAsync(connection!, prefix, sql, parameters, read, ct);
            }

            try
            {
                return await ReadOnOwnAsync(sql, parameters, read, ct);
            }
            catch (Exception exception) when (DatabaseFailures.IsLostConnection(exception)
                && !WriteLog.Writes(sql)
                && !ct.IsCancellationRequested)
            {
                // A read can be repeated.
                dataSource.ForgetConnections();
                return await ReadOnOwnAsync(sql, parameters, read, ct);
            }
        }
        catch (Exception exception) when (DatabaseFailures.Classify(exception, ct) is { } error)
        {
            throw new DependencyException(error, exception);
        }
    }

    /// <summary>
    /// Whether a command has to find the caller's token as it was: its transaction, and what it reads before that. Not after this scope
    /// itself has ended or changed it, such as in the second transaction of a person who erases their account.
    /// </summary>
    private bool ChecksRights => context.Actor is { SessionId: not null } actor && !changes.Affect(actor);

    private async Task<T> ReadOnOwnAsync<T>(
        string sql, object? parameters, Func<DbDataReader, CancellationToken, Task<T>> read, CancellationToken ct)
    {
        using var place = await work.EnterAsync();
        var signed = Context();
        var prefix = new Prefix(
            signed, NamesRequest: signed is not null || Telemetry.IsTraced, context.Writes && ChecksRights, Reason: null);
        if (context.MayReadStandby && !context.Writes && standbys.Takes(sql) && await standbys.TargetAsync(ct) is { } target)
        {
            var (isAnswered, result) = await standbys.TryAsync(
                sql, standby => ReadOnAsync(standby, prefix with { Target = target }, sql, parameters, read, ct), ct);
            if (isAnswered)
            {
                return result!;
            }
        }

        await using var own = await dataSource.OpenConnectionAsync(ct);
        try
        {
            return await ReadOnAsync(own, prefix, sql, parameters, read, ct);
        }
        catch when (access.IsPooled)
        {
            PoolerModes.Forget(own);
            throw;
        }
    }

    /// <summary>Null for an anonymous reader, who has no context to send.</summary>
    private string? Context() => signer.Sign(context.DatabaseActor, context.Request) is { Length: > 0 } signed ? signed : null;

    /// <summary>
    /// Null when the transaction knows already who asks. That may change within it: a message with the rights of the system may be
    /// one of several in a transaction that the request opened.
    /// </summary>
    private string? ChangedContext(bool isSentAgain)
    {
        var actor = context.DatabaseActor;
        if (sentActor == actor && !isSentAgain)
        {
            return null;
        }

        var isFirst = sentActor is null;
        sentActor = actor;
        return isFirst ? Context() : signer.Sign(actor, context.Request);
    }

    private async Task<T> ReadOnAsync<T>(
        NpgsqlConnection on,
        Prefix prefix,
        string sql,
        object? parameters,
        Func<DbDataReader, CancellationToken, Task<T>> read,
        CancellationToken ct)
    {
        var started = slow.Start();
        var serverProcess = on.ProcessID;
        var succeeded = false;
        using var span = StatementTelemetry.Start(sql);
        try
        {
            var result = await RunAsync(on, prefix, sql, parameters, read, ct);
            succeeded = true;
            return result;
        }
        catch (Exception exception) when (StatementTelemetry.Failed(span, exception))
        {
            throw;
        }
        finally
        {
            HasFailed |= !succeeded;
            StatementTelemetry.Ended(sql, slow.Ended(sql, started, serverProcess));
        }
    }

    private async Task<T> RunAsync<T>(
        NpgsqlConnection on,
        Prefix prefix,
        string sql,
        object? parameters,
        Func<DbDataReader, CancellationToken, Task<T>> read,
        CancellationToken ct)
    {
        if (!prefix.NamesRequest && prefix.Target is null)
        {
            var plain = new CommandDefinition(sql, parameters, transaction, patienceSeconds, cancellationToken: ct);
            await using var reader = await on.ExecuteReaderAsync(plain, CommandBehavior.Default);
            return await ReadAndLogAsync(reader, sql, read, ct);
        }

        var all = new DynamicParameters(parameters);
        var text = "";
        if (prefix.Target is { } target)
        {
            text = WaitForReplay;
            all.Add(PositionParameter, target.Position, DbType.String);
            all.Add(PatienceParameter, target.Milliseconds, DbType.Int32);
        }

        if (prefix.NamesRequest)
        {
            text += Describe(prefix, all);
        }

        var signed = new CommandDefinition(text + sql, all, transaction, patienceSeconds, cancellationToken: ct);
        await using var results = await on.ExecuteReaderAsync(signed, CommandBehavior.Default);
        for (var statement = prefix.NamesRequest && prefix.Target is not null ? 2 : 1; statement > 0; statement--)
        {
            await results.NextResultAsync(ct);
        }

        return await ReadAndLogAsync(results, sql, read, ct);
    }

    /// <summary>The statement that tells the server who asks, and for what.</summary>
    private string Describe(Prefix prefix, DynamicParameters parameters)
    {
        if (prefix.Context is not null)
        {
            parameters.Add(ContextParameter, prefix.Context, DbType.String);
        }

        parameters.Add(RequestParameter, RequestName(), DbType.String);
        if (prefix.ChecksRights)
        {
            parameters.Add(SessionParameter, context.Actor.SessionId, DbType.Guid);
            parameters.Add(VersionParameter, context.Actor.SecurityVersion, DbType.Int32);
        }

        if (prefix.Reason is not null)
        {
            parameters.Add(ReasonParameter, prefix.Reason, DbType.String);
        }

        return $"{SetRequest}{(prefix.Context is null ? "" : SetContext)}{(prefix.ChecksRights ? RequireRights : "")}"
            + $"{(prefix.Reason is null ? "" : SetReason)};\n";
    }

    /// <summary>What <c>pg_stat_activity</c> and the server's log call the session while the statement runs.</summary>
    private string RequestName()
    {
        var id = context.Request?.Id ?? (Telemetry.IsTraced ? Activity.Current!.TraceId.ToString() : null);
        var name = id is null ? "agora" : $"agora {id}";
        return name.Length <= ApplicationNameMax ? name : name[..ApplicationNameMax];
    }

    private async Task<T> ReadAndLogAsync<T>(
        DbDataReader reader, string sql, Func<DbDataReader, CancellationToken, Task<T>> read, CancellationToken ct)
    {
        var result = await read(reader, ct);
        WasAnswered = true;
        // A SELECT over a WITH that writes says nothing of its rows; ours give back what they wrote.
        var rows = reader.RecordsAffected >= 0
            ? reader.RecordsAffected
            : result switch { null => 0, ICollection list => list.Count, _ => 1 };
        writes.Executed(sql, rows);
        return result;
    }

    /// <summary>What precedes a statement in its round trip.</summary>
    /// <param name="Context">The signed actor; null for an anonymous reader, or when the transaction has it.</param>
    /// <param name="NamesRequest">
    /// Whether the server is given the name of the request: with every context, and for an anonymous reader whose trace is exported.
    /// </param>
    /// <param name="ChecksRights">Whether the caller's token must be found valid.</param>
    /// <param name="Reason">The reason that the transaction records from here on; null for no change.</param>
    private readonly record struct Prefix(string? Context, bool NamesRequest, bool ChecksRights, string? Reason)
    {
        /// <summary>On a standby, what it must have replayed.</summary>
        public ReplayTarget? Target { get; init; }
    }
}
