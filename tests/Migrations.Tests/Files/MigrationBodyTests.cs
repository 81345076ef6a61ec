using System.Text;
using Agora.Migrations.Files;
using Agora.Migrations.Sql;

namespace Agora.Migrations.Tests.Files;

public sealed class MigrationBodyTests
{
    [Fact]
    public void Reads_steps_with_their_settings()
    {
        var body = Read("""
            -- Why this is done.
            -- migrate: phase=expand
            -- migrate: requires=20260701093000,20260701093001
            -- migrate: allow=PGM315,PGM316 reason="old release never inserts" expires=2026-12-31

            -- migrate: step lock-timeout=50ms..2s lock-budget=1m role=owner
            -- migrate: assert SELECT count(*) = 0 FROM "t" WHERE x = 'a"b'
            ALTER TABLE t ADD COLUMN y int;
            -- migrate: allow=PGM101 reason="small"
            CREATE INDEX i ON t (y);

            -- migrate: step transaction=off
            VACUUM t;
            """);

        body.Problems.ShouldBeEmpty();
        body.Settings.Phase.ShouldBe(MigrationPhase.Expand);
        body.Settings.Requires.ShouldBe([20260701093000, 20260701093001]);
        body.Steps.Select(step => (step.Number, step.Line, step.Statements.Count, step.Settings.Transaction))
            .ShouldBe([(1, 6, 2, true), (2, 12, 1, false)]);
        var settings = body.Steps[0].Settings;
        (settings.LockTimeoutFirst, settings.LockTimeoutLast, settings.LockBudget, settings.Role)
            .ShouldBe((TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(2), TimeSpan.FromMinutes(1), "owner"));
        body.Steps[0].Asserts.Single().Sql.ShouldBe("SELECT count(*) = 0 FROM \"t\" WHERE x = 'a\"b'");
        body.Allows.Select(allow => (string.Join(',', allow.Rules), allow.Step, allow.Statement, allow.Expires))
            .ShouldBe([("PGM315,PGM316", 0, (int?)null, (DateOnly?)new DateOnly(2026, 12, 31)), ("PGM101", 1, 1, null)]);
    }

    [Fact]
    public void What_stands_at_the_top_holds_for_a_file_of_one_step()
    {
        var body = Read("-- migrate: transaction=off\nVACUUM t;");

        body.Problems.ShouldBeEmpty();
        body.Steps.Single().Settings.Transaction.ShouldBeFalse();
    }

    [Theory]
    [InlineData("-- migrate: transacton=off\nSELECT 1;", "'transacton' is not known")]
    [InlineData("-- migrate: transaction=of\nSELECT 1;", "'transaction' is on or off")]
    [InlineData("-- migrate: step transaction=off transaction=on\nSELECT 1;", "given twice")]
    [InlineData("-- migrate: phase=expand\n-- migrate: phase=contract\nSELECT 1;", "given twice")]
    [InlineData("-- migrate: phase=shrink\nSELECT 1;", "expand or contract")]
    [InlineData("-- migrate: requires=2026\nSELECT 1;", "is no version")]
    [InlineData("-- migrate: lock-timeout=3s..1s\nSELECT 1;", "must rise")]
    [InlineData("-- migrate: lock-budget=0s\nSELECT 1;", "no time above zero")]
    [InlineData("-- migrate: allow=PGM101\nSELECT 1;", "needs the ids of rules and a reason")]
    [InlineData("-- migrate: allow=PGM101 reason=\"x\" expires=tomorrow\nSELECT 1;", "is no day")]
    [InlineData("-- migrate: allow=PGM101 reason=\"x\nSELECT 1;", "no closing quote")]
    [InlineData("-- migrate:\nSELECT 1;", "says nothing")]
    [InlineData("-- Migrate: transaction=off\nSELECT 1;", "lower case")]
    [InlineData("-- migrate: irreversible\nSELECT 1;", "'reason' needs a value")]
    [InlineData("-- migrate: assert DELETE FROM t\nSELECT 1;", "takes one SELECT")]
    [InlineData("-- migrate: step backfill table=t\nSELECT 1;", "'key' needs a value")]
    [InlineData("-- migrate: step backfill table=t key=id batch=0\nUPDATE t SET a = 1 WHERE id > :lo AND id <= :hi;", "from 1 to 50000")]
    [InlineData("-- migrate: step\n-- migrate: step\nSELECT 1;", "holds no statement")]
    [InlineData("SELECT 1;\n-- migrate: step\n", "on a line of its own above")]
    [InlineData("SELECT 1; -- migrate: allow=PGM101 reason=\"x\"\n", "on a line of its own above")]
    [InlineData("SELECT\n-- migrate: transaction=off\n1;", "on a line of its own above")]
    [InlineData("SELECT 1;\n-- migrate: transaction=off\nSELECT 2;", "Only 'allow' and 'step'")]
    [InlineData("-- migrate: step\nSELECT 1;\n-- migrate: step\n-- migrate: phase=expand\nSELECT 2;", "belongs at the top")]
    [InlineData("SELECT 'x;", "no closing quote")]
    public void Refuses_what_it_does_not_understand(string file, string why)
    {
        var problem = Read(file).Problems.ShouldHaveSingleItem();

        problem.Message.ShouldContain(why);
    }

    [Fact]
    public void Hashes_say_whether_an_edit_can_change_what_runs()
    {
        var file = File("SELECT 1;\nSELECT 'a\nb';\n");
        var windows = File("\uFEFFSELECT 1;\r\nSELECT 'a\r\nb';\r\n");
        var commented = File("-- why\nSELECT 1 ; /* x */ SELECT 'a\nb';");
        var joined = File("SELECT 1; SELECT 'ab';");

        windows.Hash.ShouldBe(file.Hash);
        commented.Hash.ShouldNotBe(file.Hash);
        commented.TokenHash.ShouldBe(file.TokenHash);
        joined.TokenHash.ShouldNotBe(file.TokenHash);
    }

    [Theory]
    [InlineData("20260101000000_ok_name.sql", null)]
    [InlineData("2026010100000_too_short.sql", "PGM617")]
    [InlineData("20261301000000_no_month.sql", "PGM617")]
    [InlineData("20260101000000_Upper.sql", "PGM617")]
    [InlineData("20260101000000_ab.sql", "PGM617")]
    [InlineData("20260101000000_only_down.down.sql", "PGM617")]
    public void Knows_a_migration_by_its_name(string name, string? rule)
    {
        var root = Directory.CreateTempSubdirectory("agora-names-");
        Directory.CreateDirectory(Path.Combine(root.FullName, "migrations"));
        System.IO.File.WriteAllText(Path.Combine(root.FullName, "migrations", name), "SELECT 1;");

        var found = MigrationDirectory.Read(root.FullName);
        root.Delete(recursive: true);

        found.Problems.Select(problem => problem.Rule).SingleOrDefault().ShouldBe(rule);
        found.Versioned.Count.ShouldBe(rule is null ? 1 : 0);
    }

    private static MigrationBody Read(string text) => MigrationBodyReader.Read("migrations/x.sql", SqlScript.Parse(text));

    private static MigrationFile File(string text) => new("x.sql", Encoding.UTF8.GetBytes(text));
}
