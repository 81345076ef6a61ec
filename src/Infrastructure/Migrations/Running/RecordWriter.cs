namespace Agora.Migrations.Running;

/// <summary>Writes what was done, inside the transaction that the caller has opened.</summary>
internal static class RecordWriter
{
    /// <exception cref="MigrationException">A statement that must find its row did not.</exception>
    public static async Task WriteAsync(ServerConnection connection, IReadOnlyList<RecordCommand> records, CancellationToken ct)
    {
        foreach (var record in records)
        {
            var rows = await connection.ReadAsync(record.Command, _ => 0, ct);
            if (record.MustReturnRow is { } reason && rows.Count == 0)
            {
                throw new MigrationException(MigratorExit.AnotherRunner, reason);
            }
        }
    }
}
