using Npgsql;
using Respawn;

namespace Agora.Db.Tests.Database;

/// <summary>
/// A migrated database that a test empties behind itself, for classes whose tests write and look at whole tables. What the migrations
/// put into the template stays.
/// </summary>
public sealed class EmptiedSchemaFixture : SchemaFixture
{
    private Respawner? respawner;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        var filled = await FilledTablesAsync();
        await using var connection = await Database.Superuser.OpenConnectionAsync();
        respawner = await Respawner.CreateAsync(connection, new RespawnerOptions
        {
            DbAdapter = DbAdapter.Postgres,
            SchemasToInclude = ["app"],
            TablesToIgnore = [.. filled.Select(table => new Respawn.Graph.Table("app", table))],
        });
    }

    /// <summary>Leaves the database as it was cloned.</summary>
    public async Task EmptyAsync()
    {
        await using NpgsqlConnection connection = await Database.Superuser.OpenConnectionAsync();
        await respawner!.ResetAsync(connection);
    }

    /// <summary>Tables with rows, partitions and their parents among them.</summary>
    internal Task<IReadOnlyList<string>> FilledTablesAsync() => ListAsync(
        """
        SELECT relname
        FROM pg_class
        CROSS JOIN LATERAL query_to_xml(format('SELECT EXISTS (SELECT FROM app.%I) AS filled', relname), false, true, '') AS found
        WHERE relnamespace = 'app'::regnamespace
          AND relkind IN ('r', 'p')
          AND (xpath('/row/filled/text()', found))[1]::text = 'true'
        ORDER BY relname
        """);
}
