using Agora.Application.Common;
using Agora.Infrastructure.Database;
using Agora.Testing;
using Npgsql;

namespace Agora.Db.Tests.Posts;

/// <summary>Runs SQL as the role that serves requests, with a signed actor, in a transaction that is committed on request only.</summary>
internal sealed class Acting : IAsyncDisposable
{
    private readonly NpgsqlConnection connection;
    private readonly NpgsqlTransaction transaction;

    private Acting(NpgsqlConnection connection, NpgsqlTransaction transaction)
    {
        this.connection = connection;
        this.transaction = transaction;
    }

    public static async Task<Acting> AsAsync(ApiDatabase database, Actor actor)
    {
        var opened = await database.Runtime.OpenConnectionAsync();
        var acting = new Acting(opened, await opened.BeginTransactionAsync());
        var context = new ContextSigner(ApiDatabase.Secrets.For("context"), TimeProvider.System).Sign(actor);
        await acting.ListAsync<string>("SELECT set_config('app.ctx', $1, true)", context);
        return acting;
    }

    public async Task<int> ExecuteAsync(string sql, params object[] values)
    {
        await using var command = Command(sql, values);
        return await command.ExecuteNonQueryAsync();
    }

    public Task CommitAsync() => transaction.CommitAsync();

    /// <summary>The first column of every row.</summary>
    public async Task<List<T>> ListAsync<T>(string sql, params object[] values)
    {
        await using var command = Command(sql, values);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<T>();
        while (await reader.ReadAsync())
        {
            rows.Add(reader.GetFieldValue<T>(0));
        }

        return rows;
    }

    public async ValueTask DisposeAsync()
    {
        await transaction.DisposeAsync();
        await connection.DisposeAsync();
    }

    private NpgsqlCommand Command(string sql, object[] values)
    {
        var command = new NpgsqlCommand(sql, connection, transaction);
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        return command;
    }
}
