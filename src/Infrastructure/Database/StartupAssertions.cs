using Agora.Infrastructure.Database.Pooling;
using Npgsql;

namespace Agora.Infrastructure.Database;

/// <summary>
/// What must hold before the first request is served. Row-level security does not bind a role that owns tables or bypasses it, so
/// Agora does not start with one.
/// </summary>
public sealed class StartupAssertions(DatabaseAccess access, NpgsqlDataSource source, ContextSigner signer, TimeProvider clock)
{
    private const int ServerVersionFloor = 170005;

    /// <summary>The longest pause between two attempts; the first is half of it.</summary>
    private static readonly TimeSpan PauseMax = TimeSpan.FromSeconds(2);

    /// <summary>Asks again for as long as the server cannot be reached.</summary>
    /// <param name="prepare">Done once, when the server answers and before anything else is asked of it: migrations.</param>
    /// <param name="waiting">Called before each pause with its length and reason.</param>
    /// <exception cref="InvalidConfigurationException">A condition does not hold.</exception>
    public async Task VerifyAsync(Func<CancellationToken, Task>? prepare, Action<TimeSpan, Exception> waiting, CancellationToken ct)
    {
        var pause = PauseMax / 2;
        while (true)
        {
            try
            {
                if (prepare is not null)
                {
                    await PingAsync(ct);
                    await prepare(ct);
                    prepare = null;
                }

                await VerifyOnceAsync(ct);
                return;
            }
            catch (Exception exception) when (IsAway(exception))
            {
                waiting(pause, exception);
                await Task.Delay(pause, clock, ct);
                pause = PauseMax;
            }
            catch (PostgresException exception)
            {
                throw new InvalidConfigurationException(Advice(exception));
            }
        }
    }

    private async Task PingAsync(CancellationToken ct)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
    }

    private async Task VerifyOnceAsync(CancellationToken ct)
    {
        const string sql = """
            SELECT current_setting('server_version_num')::int,
                   r.rolname,
                   r.rolsuper OR r.rolbypassrls OR r.rolcreaterole OR r.rolcreatedb OR r.rolreplication,
                   EXISTS (SELECT FROM pg_class AS c WHERE c.relowner = r.oid AND NOT pg_is_other_temp_schema(c.relnamespace)
                       AND c.relpersistence <> 't')
                       OR EXISTS (SELECT FROM pg_proc AS p WHERE p.proowner = r.oid)
                       OR EXISTS (SELECT FROM pg_namespace AS n WHERE n.nspowner = r.oid AND n.nspname !~ '^pg_(toast_)?temp_')
                       OR EXISTS (SELECT FROM pg_database AS d WHERE d.datdba = r.oid),
                   (SELECT string_agg(n.nspname, ', ' ORDER BY n.nspname)
                    FROM pg_namespace AS n
                    WHERE n.nspname !~ '^pg_(toast_)?temp_' AND has_schema_privilege(r.oid, n.oid, 'CREATE')),
                   (SELECT string_agg(o.rolname, ', ' ORDER BY o.rolname)
                    FROM pg_roles AS o
                    WHERE o.oid <> r.oid AND pg_has_role(r.oid, o.oid, 'MEMBER') AND (o.rolsuper OR o.rolbypassrls)),
                   to_regprocedure('app.actor()') IS NOT NULL
            FROM pg_roles AS r
            WHERE r.rolname = session_user
            """;

        await using var connection = await source.OpenConnectionAsync(ct);
        await using (var command = new NpgsqlCommand(sql, connection))
        {
            await using var row = await command.ExecuteReaderAsync(ct);
            await row.ReadAsync(ct);
            var role = row.GetString(1);
            Require(
                row.GetInt32(0) >= ServerVersionFloor,
                $"PostgreSQL 17.5 or newer is needed; this server is {connection.PostgreSqlVersion}. Upgrade it.");
            Require(
                !row.GetBoolean(2),
                $"The role {role} has rights of an administrator, so row-level security does not hold it. {UseRuntimeRole}");
            Require(
                !row.GetBoolean(3),
                $"The role {role} owns objects of the database, so row-level security does not hold it. {UseRuntimeRole}");
            Require(
                row.IsDBNull(4),
                $"The role {role} may create objects in {(row.IsDBNull(4) ? "" : row.GetString(4))}. Revoke CREATE on the "
                + $"schema. {UseRuntimeRole}");
            Require(
                row.IsDBNull(5),
                $"The role {role} may become {(row.IsDBNull(5) ? "" : row.GetString(5))}. Revoke the membership. {UseRuntimeRole}");
            Require(row.GetBoolean(6), "The database has no schema yet. Run: agora migrate up");
        }

        Require(
            await ReadSignedRoleAsync(connection, signer, ct) == "system",
            "The database does not confirm the signed actor. Run: agora migrate up");
        Require(
            access.IsPooled || !await PoolerModes.IsBetweenAsync(connection, ct),
            "DATABASE_URL leads to a connection pooler. Set DATABASE_DIRECT_URL to the login of app_api at the server itself.");
        Require(
            !access.IsPooled || await PoolerModes.TakesTransactionsAsync(source, ct),
            "The pooler that DATABASE_URL leads to refuses transactions. Set pool_mode = transaction in its configuration.");
    }

    /// <summary>
    /// The role of a signed actor. Only the database knows whether it knows the key, and the runtime role cannot look: so it is asked as
    /// a caller would ask.
    /// </summary>
    internal static async Task<string> ReadSignedRoleAsync(NpgsqlConnection connection, ContextSigner signer, CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new NpgsqlBatchCommand("SELECT set_config('app.ctx', $1, true)")
                {
                    Parameters = { new() { Value = signer.Sign(Agora.Application.Common.Actor.System) } },
                },
                new NpgsqlBatchCommand("SELECT app.actor_role()"),
            },
        };
        await using var results = await batch.ExecuteReaderAsync(ct);
        await results.NextResultAsync(ct);
        await results.ReadAsync(ct);
        return results.GetString(0);
    }

    private const string UseRuntimeRole = "Let DATABASE_URL log in as app_api.";

    private static void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new InvalidConfigurationException(otherwise);
        }
    }

    private static bool IsAway(Exception exception) => DatabaseFailures.Classify(exception, CancellationToken.None) is { } error
        && (error == DatabaseFailures.Away || error == DatabaseFailures.Busy || error == DatabaseFailures.StatementTimeout);

    private static string Advice(PostgresException exception) => exception.SqlState switch
    {
        PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification when exception.MessageText.Contains(
            "actor context", StringComparison.Ordinal) =>
            "The database does not know the key that signs the actor, because SECRET_KEY is new to it. Run: agora migrate up",
        PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification =>
            "The database refuses the login. Correct the user or password in DATABASE_URL.",
        PostgresErrorCodes.InvalidCatalogName => "The database named in DATABASE_URL does not exist. Create it with: agora db init",
        PostgresErrorCodes.UndefinedFunction or PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidSchemaName
            or PostgresErrorCodes.InsufficientPrivilege =>
            $"The database is not prepared for this version of Agora ({exception.SqlState}). Run: agora migrate up",
        _ => $"The database refuses the start-up check with {exception.SqlState}: {exception.MessageText}",
    };
}
