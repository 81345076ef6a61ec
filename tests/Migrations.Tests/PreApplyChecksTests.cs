using Agora.Migrations.Running;

namespace Agora.Migrations.Tests;

public sealed class PreApplyChecksTests
{
    private const string Contract = "-- migrate: phase=contract\n-- migrate: requires=20260101000000\n";

    [Fact]
    public async Task Lets_a_contract_file_wait_until_its_expand_file_is_old_enough()
    {
        await using var bench = await OldDatabaseAsync();
        bench.Migration("20260103000000_drop_it", Contract + "ALTER TABLE things DROP COLUMN old;");
        await bench.RunAsync(
            "UPDATE migrate.migration SET finished_at = clock_timestamp() - interval '6 days' WHERE version = 20260101000000");

        var early = await bench.UpAsync();
        await bench.RunAsync(
            "UPDATE migrate.migration SET finished_at = clock_timestamp() - interval '8 days' WHERE version = 20260101000000");
        var late = await bench.MustUpAsync();

        early.Exit.ShouldBe(MigratorExit.NeedsDecision);
        early.Failure!.Details.Single().ShouldContain("PGM513");
        late.Applied.ShouldBe([20260103000000]);
    }

    [Fact]
    public async Task Lets_a_new_database_run_through_everything()
    {
        await using var bench = await Bench.CreateAsync();
        bench.Write("migrate.toml", "[guard]\ndestructive = true");
        bench.Migration("20260101000000_expand_it", "-- migrate: phase=expand\nCREATE TABLE things (id bigint, old int);")
            .Migration("20260103000000_drop_it", Contract + "ALTER TABLE things DROP COLUMN old;");

        (await bench.MustUpAsync()).Applied.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Asks_for_signatures_and_a_window_before_data_is_destroyed()
    {
        await using var bench = await OldDatabaseAsync();
        var closed = TimeProvider.System.GetUtcNow().AddHours(2);
        bench.Write("migrate.toml", $"[guard]\ndestructive = true\nwindow = \"{closed:HH:mm}-{closed.AddHours(1):HH:mm}\"");
        bench.Migration("20260103000000_drop_it", "DROP TABLE things;");
        (await bench.UpAsync()).Failure!.Details.Count.ShouldBe(4);

        bench.Migration(
            "20260103000000_drop_it",
            "-- migrate: reviewer=\"Ada\"\n-- migrate: rollback=\"restore\"\n-- migrate: backup=\"b-17\"\nDROP TABLE things;");
        var signed = await bench.UpAsync();
        signed.Failure!.Details.Single().ShouldContain("the window for that is");

        bench.Write("migrate.toml", "[guard]\ndestructive = true");
        (await bench.MustUpAsync()).Applied.ShouldBe([20260103000000]);
    }

    [Fact]
    public async Task Asks_before_a_way_back_destroys_data()
    {
        await using var bench = await OldDatabaseAsync();
        bench.Write("migrate.toml", "[guard]\ndestructive = true");

        (await bench.DownAsync(DownTarget.Last(1))).Exit.ShouldBe(MigratorExit.NeedsDecision);
        bench.Options = bench.Options with { AcceptDataLoss = true };
        (await bench.DownAsync(DownTarget.Last(1))).Failure.ShouldBeNull();
    }

    [Theory]
    [InlineData("requires=20260109000000")]
    [InlineData("requires=20250109000000")]
    public async Task Refuses_a_file_whose_requirement_is_not_met_before_it(string requires)
    {
        await using var bench = await Bench.CreateAsync();
        bench.Migration("20260103000000_needs_it", $"-- migrate: {requires}\nSELECT 1;").Migration("20260109000000_later_one", "SELECT 1;");

        (await bench.UpAsync()).Failure!.Details.Single().ShouldContain("It requires version");
    }

    [Theory]
    [InlineData("[locks]\nfrist = \"1s\"", "'locks.frist' is not known")]
    [InlineData("[locks]\nfirst = \"1 s\"", "'locks.first' is no time")]
    [InlineData("[locks]\nattempts = \"3\"", "'locks.attempts' has a value of the wrong kind")]
    [InlineData("[locks]\nattempts = 3\nattempts = 4", "line 3: 'attempts' is given twice")]
    [InlineData("attempts", "line 1: expected")]
    public async Task Refuses_a_policy_that_it_does_not_understand(string policy, string why)
    {
        await using var bench = await Bench.CreateAsync();
        bench.Write("migrate.toml", policy);

        var report = await bench.UpAsync();

        report.Exit.ShouldBe(MigratorExit.Usage);
        report.Failure!.Message.ShouldContain(why);
    }

    /// <summary>A database that has been serving for a month.</summary>
    private static async Task<Bench> OldDatabaseAsync()
    {
        var bench = await Bench.CreateAsync();
        bench.Migration(
            "20260101000000_expand_it", "-- migrate: phase=expand\nCREATE TABLE things (id bigint, old int);", "DROP TABLE things;");
        await bench.MustUpAsync();
        await bench.RunAsync(
            "UPDATE migrate.migration SET started_at = started_at - interval '30 days', finished_at = finished_at - interval '30 days'");
        return bench;
    }
}
