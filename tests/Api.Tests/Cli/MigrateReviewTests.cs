using Agora.Migrations;
using Agora.Migrations.Cli;
using Agora.Migrations.Files;

namespace Agora.Api.Tests.Cli;

public sealed class MigrateReviewTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("agora-review-");

    [Fact]
    public async Task Review_without_a_trace_needs_no_server_and_exits_with_5_when_the_lint_stops_the_build()
    {
        Write(
            "migrations/20260101000000_base.sql",
            "CREATE SCHEMA shop;\nCREATE TABLE shop.orders (id bigint NOT NULL CONSTRAINT orders_pkey PRIMARY KEY);");
        Write("migrations/20260102000000_index.sql", "CREATE INDEX orders_id_idx ON shop.orders (id);");
        var page = Path.Combine(folder.FullName, "page.md");

        var (exit, output, errors) = await AgoraProcess.RunAsync(
            new Dictionary<string, string>(StringComparer.Ordinal),
            "",
            "migrate",
            "review",
            "20260102000000",
            "--dir",
            folder.FullName,
            "--no-trace",
            "--output",
            page);

        exit.ShouldBe(5, errors);
        output.ShouldBeEmpty();
        var text = await File.ReadAllTextAsync(page);
        text.ShouldContain("# Review of 1 migration");
        text.ShouldContain("SHARE on `shop.orders`");
        text.ShouldContain("CREATE INDEX CONCURRENTLY orders_id_idx ON shop.orders (id);");
    }

    [Fact]
    public void Files_are_named_by_version_by_path_or_by_the_name_of_a_repeatable()
    {
        Write("migrations/20260101000000_base.sql", "SELECT 1;");
        Write("migrations/20260102000000_index.sql", "SELECT 1;");
        Write("repeatable/tables/users.sql", "SELECT 1;");
        var directory = MigrationDirectory.Read(folder.FullName);

        var request = MigrateTrace.Request(directory, ["20260101000000", "db/migrations/20260102000000_index.sql", "tables/users"]);

        request.Versions.ShouldBe([20260101000000, 20260102000000], ignoreOrder: true);
        request.Repeatables.ShouldBe(["tables/users"]);
        MigrateTrace.Request(directory, []).Versions.ShouldBeNull();
        Should.Throw<UsageException>(
            () => MigrateTrace.Request(directory, ["20260103000000"])).Message.ShouldBe("There is no migration 20260103000000.");
    }

    public void Dispose() => folder.Delete(recursive: true);

    private void Write(string path, string text)
    {
        var target = Path.Combine(folder.FullName, path);
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        File.WriteAllText(target, text);
    }
}
