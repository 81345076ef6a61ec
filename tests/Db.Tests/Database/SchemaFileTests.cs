using System.Diagnostics;
using Agora.Infrastructure.Database.Embedded;
using Agora.Testing;
using Npgsql;

namespace Agora.Db.Tests.Database;

public sealed class SchemaFileTests(SchemaFixture schema) : IClassFixture<SchemaFixture>
{
    [Fact]
    [Trait("Category", "Generated")]
    public async Task The_committed_schema_is_what_the_migrations_make() =>
        Generated.ShouldBeCurrent("db/schema.sql", await DumpAsync());

    // pg_dump of the same major version; a fixed key and no version lines keep the text the same on every machine.
    private async Task<string> DumpAsync()
    {
        var login = new NpgsqlConnectionStringBuilder(schema.Database.AdminConnectionString);
        var programs = await PostgresProvisioner.FindOrProvisionAsync(
            new EmbeddedPostgresOptions(), new Progress<string>(), TimeProvider.System, CancellationToken.None);
        var start = new ProcessStartInfo(
            programs.Tool("pg_dump"), ["--schema-only", "--schema=app", "--schema=sec", "--restrict-key=agora"])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["LC_ALL"] = "C";
        start.Environment["PGHOST"] = login.Host;
        start.Environment["PGPORT"] = $"{login.Port}";
        start.Environment["PGUSER"] = login.Username;
        start.Environment["PGPASSWORD"] = login.Password;
        start.Environment["PGDATABASE"] = login.Database;

        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var text = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        process.ExitCode.ShouldBe(0, await errors);

        var lines = text.Split('\n').Where(line => !line.StartsWith("-- Dumped ", StringComparison.Ordinal));
        return "-- Made by build/generated.sh from db/migrations and db/repeatable; do not edit.\n" + string.Join('\n', lines);
    }
}
