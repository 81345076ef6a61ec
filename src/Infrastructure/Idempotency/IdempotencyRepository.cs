using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Agora.Application.Idempotency;
using Agora.Infrastructure.Database;

namespace Agora.Infrastructure.Idempotency;

internal sealed class IdempotencyRepository(DbSession db, Fingerprints fingerprints, TimeProvider clock) : IIdempotencyRepository
{
    public async Task<Claim> ClaimAsync(KeyedRequest request, CancellationToken ct)
    {
        // Held until the transaction ends, so the next holder sees what the last one committed: hence two statements, of which the second
        // has a later snapshot. Two keys with the same 64-bit lock id cause a conflict at worst.
        const string lockSql = """
            SELECT pg_try_advisory_xact_lock(@lockId)
            """;
        const string sql = """
            SELECT k.fingerprint, k.status, k.headers::text AS headers, k.body
            FROM app.idempotency_keys AS k
            WHERE k.owner_id = @OwnerId
              AND k.key_hash = @keyHash
              AND k.expires_at > @now
            """;

        var keyHash = Hash(request.Key);
        if (!await db.ScalarAsync<bool>(lockSql, new { lockId = LockId(request.OwnerId, keyHash) }, ct))
        {
            return new Claim(ClaimOutcome.InFlight);
        }

        var row = await db.FindAsync<AnswerRow>(sql, new { request.OwnerId, keyHash, now = clock.GetUtcNow() }, ct);
        if (row is null)
        {
            return new Claim(ClaimOutcome.Free);
        }

        return fingerprints.Match(row.Fingerprint, request.Digest)
            ? new Claim(
                ClaimOutcome.Completed,
                new StoredResponse(row.Status, JsonSerializer.Deserialize<Dictionary<string, string>>(row.Headers)!, row.Body))
            : new Claim(ClaimOutcome.KeyReused);
    }

    public async Task StoreAsync(KeyedRequest request, StoredResponse answer, CancellationToken ct)
    {
        const string sql = """
            INSERT INTO app.idempotency_keys AS k (owner_id, key_hash, fingerprint, status, headers, body, expires_at)
            VALUES (@OwnerId, @keyHash, @fingerprint, @Status, @headers::jsonb, @Body, @expiresAt)
            ON CONFLICT ON CONSTRAINT idempotency_keys_pkey DO UPDATE
            SET fingerprint = excluded.fingerprint,
                status = excluded.status,
                headers = excluded.headers,
                body = excluded.body,
                expires_at = excluded.expires_at
            WHERE k.expires_at <= @now
            """;

        var now = clock.GetUtcNow();
        var stored = await db.ExecuteAsync(
            sql,
            new
            {
                request.OwnerId,
                keyHash = Hash(request.Key),
                fingerprint = fingerprints.Of(request.Digest),
                answer.Status,
                headers = JsonSerializer.Serialize(answer.Headers),
                answer.Body,
                expiresAt = now + StoredResponse.Lifetime,
                now,
            },
            ct);
        if (stored != 1)
        {
            throw new InvalidOperationException("The key was completed by another transaction, although this one holds it.");
        }
    }

    public Task<int> PurgeAsync(int most, CancellationToken ct)
    {
        const string sql = """
            SELECT app.purge_idempotency_keys(@most)
            """;

        return db.ScalarAsync<int>(sql, new { most }, ct);
    }

    private static byte[] Hash(string key) => SHA256.HashData(Encoding.ASCII.GetBytes(key));

    private static long LockId(Guid ownerId, byte[] keyHash) =>
        BinaryPrimitives.ReadInt64BigEndian(SHA256.HashData([.. ownerId.ToByteArray(), .. keyHash]));

    private sealed record AnswerRow(byte[] Fingerprint, int Status, string Headers, byte[] Body);
}
