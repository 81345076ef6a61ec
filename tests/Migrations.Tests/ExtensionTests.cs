using Agora.Migrations.Planning;
using Agora.Migrations.Running;
using Agora.Migrations.Scripting;
using Agora.Migrations.Testing;

namespace Agora.Migrations.Tests;

/// <summary>A file that names an extension waits until the database has it.</summary>
public sealed class ExtensionTests
{
    [Fact]
    public async Task A_version_and_a_repeatable_wait_and_come_late_once_the_extension_is_there()
    {
        await using var bench = await CreateAsync();

        var first = await bench.MustUpAsync();

        first.Applied.ShouldBe([20260101000000, 20260103000000]);
        first.Repeatables.ShouldBe(["plain"]);
        var status = await bench.Migrator().StatusAsync(CancellationToken.None);
        var waiting = status.Versions.Single(line => line.Version == 20260102000000);
        (waiting.State, waiting.Next).ShouldBe((MigrationState.Waiting, "CREATE EXTENSION \"citext\" SCHEMA public; then up"));
        (status.HasPending, status.HasDrift).ShouldBe((false, false));
        (await bench.MustUpAsync()).Applied.ShouldBeEmpty();

        await bench.RunAsync("CREATE EXTENSION citext");
        (await bench.Migrator().StatusAsync(CancellationToken.None)).HasPending.ShouldBeTrue();
        var second = await bench.MustUpAsync();

        second.Applied.ShouldBe([20260102000000]);
        second.Repeatables.ShouldBe(["optional"]);
        (await bench.Migrator().StatusAsync(CancellationToken.None)).Versions.ShouldAllBe(line => line.State == MigrationState.Applied);
        (await bench.DownAsync(DownTarget.Last(3))).Failure.ShouldBeNull();
    }

    [Fact]
    public async Task What_requires_a_waiting_version_waits_with_it()
    {
        await using var bench = await CreateAsync();
        bench.Migration("20260102000001_on_top", "-- migrate: requires=20260102000000\nALTER TABLE names ADD COLUMN n int;");

        (await bench.MustUpAsync()).Applied.ShouldBe([20260101000000, 20260103000000]);
        await bench.RunAsync("CREATE EXTENSION citext");

        (await bench.MustUpAsync()).Applied.ShouldBe([20260102000000, 20260102000001]);
    }

    [Fact]
    public async Task The_way_down_leaves_out_what_never_ran()
    {
        await using var bench = await CreateAsync();
        await bench.MustUpAsync();

        (await bench.DownAsync(DownTarget.Last(2))).Failure.ShouldBeNull();

        (await bench.ScalarAsync<long>("SELECT count(*) FROM \"VersionInfo\"")).ShouldBe(0);
    }

    [Fact]
    public async Task A_baseline_does_not_declare_it()
    {
        await using var bench = await CreateAsync();
        await bench.RunAsync("CREATE TABLE things (id bigint); CREATE TABLE others (id bigint);");

        (await bench.Migrator().BaselineAsync(20260103000000, CancellationToken.None)).Failure.ShouldBeNull();
        await bench.RunAsync("CREATE EXTENSION citext");

        (await bench.MustUpAsync()).Applied.ShouldBe([20260102000000]);
    }

    [Theory]
    [InlineData(false, "20260101000000,20260103000000")]
    [InlineData(true, "20260101000000,20260102000000,20260103000000")]
    public async Task A_script_asks_the_database(bool hasExtension, string applied)
    {
        await using var bench = await CreateAsync();
        if (hasExtension)
        {
            await bench.RunAsync("CREATE EXTENSION citext");
        }

        await PsqlAsync(bench, bench.Migrator().Script(new ScriptRange(0, null)));

        (await bench.ScalarAsync<string>("SELECT string_agg(\"Version\"::text, ',' ORDER BY \"Version\") FROM \"VersionInfo\""))
            .ShouldBe(applied);
        (await bench.MustUpAsync()).Applied.ShouldBeEmpty();
        await PsqlAsync(bench, bench.Migrator().DownScript(new ScriptRange(0, null)));
        (await bench.ScalarAsync<long>("SELECT count(*) FROM \"VersionInfo\"")).ShouldBe(0);
    }

    [Theory]
    [InlineData("extension")]
    [InlineData("extension=")]
    [InlineData("extension=a;b")]
    public async Task A_name_that_is_none_is_refused(string directive)
    {
        await using var bench = await Bench.CreateAsync();
        bench.Migration("20260101000000_make_things", $"-- migrate: {directive}\nSELECT 1;");

        (await bench.UpAsync()).Failure!.Details.Single().ShouldContain("PGM620");
    }

    private static async Task<Bench> CreateAsync() => (await Bench.CreateAsync())
        .Migration("20260101000000_make_things", "CREATE TABLE things (id bigint);", "DROP TABLE things;")
        .Migration(
            "20260102000000_optional",
            "-- migrate: extension=citext\nCREATE TABLE names (name citext);",
            "DROP TABLE names;")
        .Migration("20260103000000_make_others", "CREATE TABLE others (id bigint);", "DROP TABLE others;")
        .Repeatable(
            "optional",
            "-- migrate: extension=citext\n"
            + "CREATE OR REPLACE FUNCTION same(a citext) RETURNS citext LANGUAGE sql BEGIN ATOMIC SELECT a; END;")
        .Repeatable("plain", "CREATE OR REPLACE FUNCTION one() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT 1; END;");

    private static async Task PsqlAsync(Bench bench, string script) => await PsqlScript.RunAsync(
        bench.ConnectionString, Path.Combine(await ScratchServer.BinDirectoryAsync(), "psql"), script, CancellationToken.None);
}
