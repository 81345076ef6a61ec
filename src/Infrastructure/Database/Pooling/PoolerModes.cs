using System.Data;
using Npgsql;

namespace Agora.Infrastructure.Database.Pooling;

/// <summary>Whether a pooler is between, and what it does, by its behaviour: its console is closed to roles of the database.</summary>
internal static class PoolerModes
{
    // As often as the connections of two clients are compared. Other clients may come between, which take a connection and give it back.
    private const int Comparisons = 10;

    // Of a pooler's own refusals: it has no states for them.
    private const string ProtocolViolation = "08P01";

    /// <summary>A pooler tells its clients a process of its own making, because the server's changes.</summary>
    public static async Task<bool> IsBetweenAsync(NpgsqlConnection connection, CancellationToken ct) =>
        await ServerProcessAsync(connection, ct) != connection.ProcessID;

    /// <summary>
    /// False behind a pooler that gives the server's connection to another client after each statement: it refuses a transaction twice,
    /// though it serves statements.
    /// </summary>
    public static async Task<bool> TakesTransactionsAsync(NpgsqlDataSource source, CancellationToken ct) =>
        await TakesTransactionAsync(source, ct) || await TakesTransactionAsync(source, ct);

    private static async Task<bool> TakesTransactionAsync(NpgsqlDataSource source, CancellationToken ct)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        await ServerProcessAsync(connection, ct);
        try
        {
            await using var transaction = await connection.BeginTransactionAsync(ct);
            // BEGIN is sent with the first statement.
            await ServerProcessAsync(connection, ct);
            return true;
        }
        catch (NpgsqlException exception) when (exception.SqlState == ProtocolViolation)
        {
            return false;
        }
    }

    /// <summary>
    /// Whether each of two clients keeps a connection of the server for itself. Where connections are shared, both meet the same one while
    /// there is little to do, and another one from time to time while there is much.
    /// </summary>
    public static async Task<bool> KeepsSessionsAsync(NpgsqlConnection one, NpgsqlConnection other, CancellationToken ct)
    {
        var (ofOne, ofOther) = (new HashSet<int>(), new HashSet<int>());
        for (var i = 0; i < Comparisons; i++)
        {
            ofOne.Add(await ServerProcessAsync(one, ct));
            ofOther.Add(await ServerProcessAsync(other, ct));
        }

        return ofOne.Count == 1 && ofOther.Count == 1 && !ofOne.Overlaps(ofOther);
    }

    /// <summary>
    /// Forgets the prepared statements of a connection on which one failed. PgBouncer takes the names of what was to be prepared in the
    /// same message for used, and ends the client that uses one again.
    /// </summary>
    public static void Forget(NpgsqlConnection connection)
    {
        if (connection.State != ConnectionState.Open)
        {
            return;
        }

        try
        {
            connection.UnprepareAll();
        }
        catch (Exception exception) when (exception is NpgsqlException or InvalidOperationException)
        {
            // What made the statement fail counts.
        }
    }

    private static async Task<int> ServerProcessAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("SELECT pg_backend_pid()", connection);
        return (int)(await command.ExecuteScalarAsync(ct))!;
    }
}
