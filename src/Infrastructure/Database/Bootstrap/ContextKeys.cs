using Npgsql;

namespace Agora.Infrastructure.Database.Bootstrap;

/// <summary>
/// Tells the database which key signs the actor. The key is derived from the secret of the deployment, so it cannot be
/// part of a migration.
/// </summary>
internal static class ContextKeys
{
    /// <summary>False in a database that other migrations than Agora's made.</summary>
    public static async Task<bool> HasTableAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        const string sql = """
            SELECT EXISTS (
                SELECT
                FROM pg_catalog.pg_class AS c
                JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
                WHERE n.nspname = 'sec' AND c.relname = 'context_keys')
            """;
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(ct) is true;
    }

    /// <summary>Does nothing when the key is known already. Needs a migrated database.</summary>
    /// <param name="migrator">Open connection of a role that may become app_owner, outside of a transaction.</param>
    public static async Task RegisterAsync(NpgsqlConnection migrator, ContextSigner signer, CancellationToken ct)
    {
        const string sql = """
            INSERT INTO sec.context_keys (key_id, inner_pad, outer_pad)
            VALUES ($1, $2, $3)
            ON CONFLICT ON CONSTRAINT context_keys_pkey DO NOTHING
            """;

        await using var transaction = await migrator.BeginTransactionAsync(ct);
        await using var become = new NpgsqlCommand("SET LOCAL ROLE app_owner", migrator, transaction);
        await become.ExecuteNonQueryAsync(ct);

        var (inner, outer) = signer.Pads();
        await using var insert = new NpgsqlCommand(sql, migrator, transaction)
        {
            Parameters = { new() { Value = signer.KeyId }, new() { Value = inner }, new() { Value = outer } },
        };
        await insert.ExecuteNonQueryAsync(ct);
        await transaction.CommitAsync(CancellationToken.None);
    }
}
