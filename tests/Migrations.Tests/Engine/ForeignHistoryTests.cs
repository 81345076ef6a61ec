using Agora.Migrations.Planning;

namespace Agora.Migrations.Tests.Engine;

/// <summary>A table of the history's name that another tool made, or made half.</summary>
public sealed class ForeignHistoryTests
{
    private const string Complete = """
        SELECT count(*) = 3 AND (SELECT count(*) FROM pg_index WHERE indrelid = '"VersionInfo"'::regclass AND indisunique) = 1
        FROM pg_attribute WHERE attrelid = '"VersionInfo"'::regclass AND attnum > 0 AND attname IN ('Version', 'AppliedOn', 'Description')
        """;

    /// <summary>FluentMigrator makes its table in three transactions; its own runner may be cut after the first or the second.</summary>
    [Theory]
    [InlineData("CREATE TABLE \"VersionInfo\" (\"Version\" bigint NOT NULL)")]
    [InlineData(
        "CREATE TABLE \"VersionInfo\" (\"Version\" bigint NOT NULL); CREATE UNIQUE INDEX \"UC_Version\" ON \"VersionInfo\" (\"Version\"); "
        + "ALTER TABLE \"VersionInfo\" ADD \"AppliedOn\" timestamp")]
    [InlineData("CREATE TABLE \"VersionInfo\" (\"Version\" bigint NOT NULL, \"AppliedOn\" timestamp, \"Description\" varchar(1024))")]
    [InlineData("CREATE TABLE \"VersionInfo\" (\"Version\" bigint NOT NULL PRIMARY KEY, \"AppliedOn\" timestamptz, \"Description\" text)")]
    public async Task Completes_a_history_that_was_half_made(string table)
    {
        await using var bench = await Bench.CreateAsync();
        await bench.RunAsync(
            $"{table}; CREATE TABLE things (id bigint); INSERT INTO \"VersionInfo\" (\"Version\") VALUES (20260101000000)");
        bench.Migration("20260101000000_make_things", "CREATE TABLE things (id bigint);")
            .Migration("20260102000000_make_more", "CREATE TABLE more (id bigint);");

        (await bench.Migrator().StatusAsync(CancellationToken.None)).Versions[0].State.ShouldBe(MigrationState.Adopted);
        (await bench.MustUpAsync()).Applied.ShouldBe([20260102000000]);

        (await bench.ScalarAsync<bool>(Complete)).ShouldBeTrue();
        (await bench.ScalarAsync<string>("SELECT \"Description\" FROM \"VersionInfo\" WHERE \"Version\" = 20260102000000"))
            .ShouldBe("make more");
    }

    [Theory]
    [InlineData("CREATE TABLE \"VersionInfo\" (id int, product text)", "it has no column \"Version\"")]
    [InlineData("CREATE TABLE \"VersionInfo\" (\"Version\" text)", "its column \"Version\" is text instead of bigint")]
    [InlineData("CREATE TABLE \"VersionInfo\" (\"Version\" integer NOT NULL)", "its column \"Version\" is integer instead of bigint")]
    [InlineData(
        "CREATE TABLE \"VersionInfo\" (\"Version\" bigint, \"AppliedOn\" text)", "its column \"AppliedOn\" is text instead of timestamp")]
    [InlineData(
        "CREATE TABLE \"VersionInfo\" (\"Version\" bigint, \"Description\" jsonb)",
        "its column \"Description\" is jsonb instead of varchar")]
    [InlineData("CREATE VIEW \"VersionInfo\" AS SELECT 1::bigint AS \"Version\"", "it is no table")]
    [InlineData(
        "CREATE TABLE \"VersionInfo\" (\"Version\" bigint); INSERT INTO \"VersionInfo\" VALUES (1), (1)", "names version 1 more than once")]
    public async Task Refuses_a_table_that_is_something_else_and_says_what_to_do(string table, string message)
    {
        await using var bench = await Bench.CreateAsync();
        await bench.RunAsync(table);
        bench.Migration("20260101000000_make_things", "CREATE TABLE things (id bigint);");

        var report = await bench.UpAsync();
        var status = await bench.Migrator().StatusAsync(CancellationToken.None);

        report.Exit.ShouldBe(MigratorExit.UnsafeEnvironment);
        report.Failure!.Message.ShouldContain(message);
        report.Failure.Hint.ShouldNotBeNull();
        status.Exit.ShouldBe(MigratorExit.UnsafeEnvironment);
        (await bench.ScalarAsync<long>("SELECT count(*) FROM pg_class WHERE relname IN ('things', 'journal')")).ShouldBe(0);
    }

    [Fact]
    public async Task Continues_once_the_double_row_is_deleted_as_it_says()
    {
        await using var bench = await Bench.CreateAsync();
        await bench.RunAsync(
            "CREATE TABLE \"VersionInfo\" (\"Version\" bigint); INSERT INTO \"VersionInfo\" VALUES (20260101000000), (20260101000000)");
        bench.Migration("20260101000000_make_things", "SELECT 1;").Migration("20260102000000_make_more", "CREATE TABLE more (id bigint);");

        var hint = (await bench.UpAsync()).Failure!.Hint!;
        await bench.RunAsync(hint[hint.IndexOf("DELETE", StringComparison.Ordinal)..hint.IndexOf(". The next", StringComparison.Ordinal)]);

        (await bench.MustUpAsync()).Applied.ShouldBe([20260102000000]);
        (await bench.ScalarAsync<bool>(Complete)).ShouldBeTrue();
    }

    [Fact]
    public async Task Waits_for_a_limited_time_to_complete_a_table_in_use()
    {
        await using var bench = await Bench.CreateAsync();
        await bench.RunAsync("CREATE TABLE \"VersionInfo\" (\"Version\" bigint NOT NULL)");
        bench.Migration("20260101000000_make_things", "CREATE TABLE things (id bigint);");
        await using (var other = await bench.ConnectAsync())
        {
            await using var hold = new Npgsql.NpgsqlCommand("BEGIN; LOCK TABLE \"VersionInfo\" IN ROW EXCLUSIVE MODE", other);
            await hold.ExecuteNonQueryAsync();

            (await bench.UpAsync()).Exit.ShouldBe(MigratorExit.LocksNotObtained);
        }

        await bench.MustUpAsync();
    }
}
