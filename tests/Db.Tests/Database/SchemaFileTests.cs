using Agora.Infrastructure.Database;
using Agora.Infrastructure.Database.Embedded;
using Agora.Migrations;
using Agora.Migrations.Events;
using Agora.Testing;

namespace Agora.Db.Tests.Database;

public sealed class SchemaFileTests(SchemaFixture schema) : IClassFixture<SchemaFixture>
{
    [Fact]
    [Trait("Category", "Generated")]
    public async Task The_committed_schema_is_what_the_migrations_make() =>
        Generated.ShouldBeCurrent("db/schema.sql", await DumpAsync());

    [Fact]
    [Trait("Category", "Generated")]
    public async Task The_committed_page_of_the_schema_is_what_the_catalogue_says() =>
        Generated.ShouldBeCurrent("db/SCHEMA.md", await Migrator().DocumentAsync(CancellationToken.None));

    [Fact]
    [Trait("Category", "Generated")]
    public async Task The_committed_page_of_rights_is_what_the_catalogue_says() =>
        Generated.ShouldBeCurrent("db/RIGHTS.md", await RightsPage.WriteAsync(schema));

    [Fact]
    [Trait("Category", "Generated")]
    public async Task The_committed_page_of_writes_is_what_the_catalogue_says() =>
        Generated.ShouldBeCurrent("db/WRITES.md", await WritesPage.WriteAsync(schema));

    private async Task<string> DumpAsync()
    {
        var programs = await PostgresProvisioner.FindOrProvisionAsync(
            new EmbeddedPostgresOptions(), new Progress<string>(), TimeProvider.System, CancellationToken.None);
        return await Migrator().SnapshotAsync(programs.BinDirectory, CancellationToken.None);
    }

    private Migrator Migrator() => new(
        new MigratorOptions
        {
            ConnectionString = schema.Database.AdminConnectionString,
            Directory = DatabaseMigrations.Directory,
            Program = "agora migrate",
        },
        SilentObserver.Instance,
        TimeProvider.System);
}
