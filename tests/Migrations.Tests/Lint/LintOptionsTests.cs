using System.Text;
using Agora.Migrations.Files;
using Agora.Migrations.Lint;

namespace Agora.Migrations.Tests.Lint;

public sealed class LintOptionsTests
{
    private const string Build = "CREATE INDEX posts_title_idx ON app.posts (title);";

    private static readonly LintOptions Options = new() { Now = new DateTimeOffset(2026, 6, 1, 0, 0, 0, TimeSpan.Zero) };

    [Fact]
    public void A_small_table_makes_a_scan_a_note_and_a_big_one_is_named_with_its_size()
    {
        var small = Find(Build, Options with { Statistics = TableStatistics.Parse("schema,table,rows,bytes\napp,posts,1000,8192\n") });
        var big = Find(Build, Options with { Statistics = TableStatistics.Parse("app,posts,12345678,4509715661") });

        small.Severity.ShouldBe(Severity.Info);
        small.Message.ShouldEndWith("The statistics know 1,000 rows, 0.0 MB, so it is soon over.");
        big.Severity.ShouldBe(Severity.Error);
        big.Message.ShouldEndWith("In production app.posts has 12,345,678 rows, 4.2 GB.");
    }

    [Fact]
    public void A_lock_that_waits_behind_readers_hurts_on_small_tables_too() => MigrationLinter
        .Lint(Request("DROP INDEX app.posts_title_idx;", Options with { Statistics = TableStatistics.Parse("app,posts,10,8192") }))
        .Findings.Single(finding => finding.Rule.Id == "PGM102").Severity.ShouldBe(Severity.Error);

    [Theory]
    [InlineData("app,posts,many,1")]
    [InlineData("app,posts,1")]
    public void Statistics_that_cannot_be_read_are_refused_with_their_line(string line) =>
        Should.Throw<FormatException>(() => TableStatistics.Parse("schema,table,rows,bytes\n" + line)).Message.ShouldContain("Line 2");

    [Fact]
    public void The_policy_may_raise_lower_and_silence_a_rule()
    {
        var severities = new Dictionary<string, Severity>(StringComparer.Ordinal) { ["PGM101"] = Severity.Warning };

        Find(Build, Options with { Severities = severities }).Severity.ShouldBe(Severity.Warning);
        severities["PGM101"] = Severity.Off;
        MigrationLinter.Lint(
            Request(Build, Options with { Severities = severities })).Findings.ShouldNotContain(finding => finding.Rule.Id == "PGM101");
    }

    [Fact]
    public void Unqualified_names_are_looked_for_along_the_search_path()
    {
        const string sql = "CREATE TABLE posts (id bigint PRIMARY KEY);\nCREATE INDEX posts_id_idx ON app.posts (id);";

        MigrationLinter.Lint(
            Request(sql, Options with { SearchPath = ["app"] })).Findings.ShouldNotContain(finding => finding.Rule.Id == "PGM101");
        Find(sql, Options).Range.Line.ShouldBe(2);
    }

    [Fact]
    public void A_new_file_may_be_fixed_by_its_edits_even_when_the_statement_shares_its_line()
    {
        const string sql = "SELECT 1; CREATE INDEX posts_title_idx ON app.posts (title); SELECT 2;";

        var finding = Find(sql, Options);

        Apply(sql, finding.Fix).ShouldBe("""
            SELECT 1; -- migrate: step transaction=off
            CREATE INDEX CONCURRENTLY posts_title_idx ON app.posts (title);

            -- migrate: step
             SELECT 2;
            """.ReplaceLineEndings("\n"));
    }

    private static string Apply(string text, IReadOnlyList<TextEdit> edits) =>
        edits.OrderByDescending(edit => edit.Range.Start)
            .Aggregate(text, (now, edit) => now[..edit.Range.Start] + edit.Text + now[edit.Range.End..]);

    private static Finding Find(string sql, LintOptions options) =>
        MigrationLinter.Lint(Request(sql, options)).Findings.Single(finding => finding.Rule.Id == "PGM101");

    private static LintRequest Request(string sql, LintOptions options) => new(
        [new LintFile(
            LintFileKind.Up,
            new MigrationFile("migrations/20260301000000_sample.sql", Encoding.UTF8.GetBytes(sql)),
            20260301000000)], options);
}
