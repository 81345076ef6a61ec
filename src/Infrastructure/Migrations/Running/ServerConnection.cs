using System.Globalization;
using Agora.Migrations.Connections;
using Npgsql;

namespace Agora.Migrations.Running;

/// <summary>One physical connection. Text goes to the server raw, one statement a command, so the driver never cuts SQL itself.</summary>
internal sealed class ServerConnection : IAsyncDisposable
{
    private readonly NpgsqlDataSource source;
    private readonly NpgsqlConnection connection;

    private ServerConnection(NpgsqlDataSource source, NpgsqlConnection connection)
    {
        this.source = source;
        this.connection = connection;
    }

    /// <summary>For FluentMigrator, which reads by itself.</summary>
    public NpgsqlConnection Connection => connection;

    public int ProcessId => connection.ProcessID;

    public string Host => connection.Host ?? "";

    public Version ServerVersion => connection.PostgreSqlVersion;

    public string Database => connection.Database;

    public bool IsOpen => connection.FullState.HasFlag(System.Data.ConnectionState.Open)
        && !connection.FullState.HasFlag(System.Data.ConnectionState.Broken);

    /// <param name="onNotice">Gets severity and text of what the server says beside its answers.</param>
    public static async Task<ServerConnection> OpenAsync(
        string connectionString, string applicationName, Action<string, string>? onNotice, CancellationToken ct)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString)
        {
            ApplicationName = applicationName,
            // The session is the carrier of locks and settings: it must be ours alone and must end when we close it.
            Pooling = false,
            Multiplexing = false,
            Enlist = false,
            // A long CONCURRENTLY build must not be cut by the client; the server's own timeouts are set for each step.
            CommandTimeout = 0,
            MaxAutoPrepare = 0,
            KeepAlive = 0,
            TcpKeepAlive = true,
            TcpKeepAliveTime = 30,
            TcpKeepAliveInterval = 5,
            IncludeErrorDetail = true,
            IncludeFailedBatchedCommand = true,
        };
        var builder = new NpgsqlDataSourceBuilder(settings.ConnectionString) { Name = applicationName };
        // Saves the round trips that load the type catalogue; only built-in types are read.
        builder.ConfigureTypeLoading(loading => loading.EnableTypeLoading(false));
        var opening = builder.BuildForPrimary();
        try
        {
            var opened = await opening.OpenConnectionAsync(ct);
            if (onNotice is not null)
            {
                opened.Notice += (_, args) => onNotice(args.Notice.InvariantSeverity, args.Notice.MessageText);
            }

            return new ServerConnection(opening, opened);
        }
        catch
        {
            await opening.DisposeAsync();
            throw;
        }
    }

    /// <summary>Sends one statement as it is. Rows are read and dropped.</summary>
    /// <returns>Rows changed, or -1.</returns>
    public async Task<int> SendAsync(string sql, CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(Open()) { BatchCommands = { new NpgsqlBatchCommand(sql) } };
        return await batch.ExecuteNonQueryAsync(ct);
    }

    /// <summary>Sends several of our own statements in one round trip; parameters are <c>$1</c>, <c>$2</c>.</summary>
    public async Task<int> SendAllAsync(IEnumerable<SqlCommand> commands, CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(Open());
        foreach (var command in commands)
        {
            batch.BatchCommands.Add(command.ToBatchCommand());
        }

        return await batch.ExecuteNonQueryAsync(ct);
    }

    public async Task<List<T>> ReadAsync<T>(SqlCommand command, Func<NpgsqlDataReader, T> map, CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(Open()) { BatchCommands = { command.ToBatchCommand() } };
        await using var reader = await batch.ExecuteReaderAsync(ct);
        return await RowsAsync(reader, map, ct);
    }

    /// <summary>
    /// Sends several queries in one round trip; the caller reads their rows in the same order with <see cref="RowsAsync"/>.
    /// </summary>
    public async Task<T> ReadAllAsync<T>(
        IEnumerable<SqlCommand> commands, Func<NpgsqlDataReader, CancellationToken, Task<T>> read, CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(Open());
        foreach (var command in commands)
        {
            batch.BatchCommands.Add(command.ToBatchCommand());
        }

        await using var reader = await batch.ExecuteReaderAsync(ct);
        return await read(reader, ct);
    }

    public static async Task<List<T>> RowsAsync<T>(NpgsqlDataReader reader, Func<NpgsqlDataReader, T> map, CancellationToken ct)
    {
        var rows = new List<T>();
        while (await reader.ReadAsync(ct))
        {
            rows.Add(map(reader));
        }

        return rows;
    }

    /// <summary>From here on the answer of the server decides; a request to stop comes too late.</summary>
    /// <exception cref="CommitUnknownException">The connection was lost before the answer.</exception>
    public async Task CommitAsync()
    {
        try
        {
            await SendAsync("COMMIT", CancellationToken.None);
        }
        catch (NpgsqlException lost) when (!IsOpen)
        {
            throw new CommitUnknownException(lost);
        }
    }

    /// <summary>For handlers of a failure: never throws, so that the failure itself is reported.</summary>
    public async Task TryRollBackAsync()
    {
        if (!IsOpen)
        {
            return;
        }

        try
        {
            await SendAsync("ROLLBACK", CancellationToken.None);
        }
        catch (NpgsqlException)
        {
            // A lost connection is rolled back by the server.
        }
    }

    /// <summary>Asks the server's grammar about one statement without running it (Parse message only).</summary>
    public async Task ParseAsync(string sql, CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(Open()) { BatchCommands = { new NpgsqlBatchCommand(sql) } };
        await batch.PrepareAsync(ct);
        connection.UnprepareAll();
    }

    public async ValueTask DisposeAsync()
    {
        await connection.DisposeAsync();
        await source.DisposeAsync();
    }

    /// <summary>
    /// The driver closes a connection whose server said FATAL or reported an error of class 53, 58 or XX, and answers the next use with an
    /// exception of another kind, which would hide what happened.
    /// </summary>
    private NpgsqlConnection Open() => IsOpen ? connection : throw new NpgsqlException("The connection to the server was lost.");

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Database}@{Host}:{connection.Port}");
}

/// <summary>One of our own statements with positional parameters.</summary>
internal sealed record SqlCommand(string Sql, params object?[] Parameters)
{
    public NpgsqlBatchCommand ToBatchCommand()
    {
        var command = new NpgsqlBatchCommand(Sql);
        foreach (var value in Parameters)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value ?? DBNull.Value });
        }

        return command;
    }
}
