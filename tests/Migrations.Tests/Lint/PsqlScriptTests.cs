using System.Text;
using Agora.Migrations.Files;
using Agora.Migrations.Lint;

namespace Agora.Migrations.Tests.Lint;

/// <summary>Scripts of others that are written for psql: what only psql understands hides no statement, and is read as none.</summary>
public sealed class PsqlScriptTests
{
    [Fact]
    public void Reads_the_statements_before_between_and_behind_the_commands() => LintAll("""
        \echo don't wait
        BEGIN;
        SELECT 1 AS one \gset
        COMMIT;
        \d app.users
        BEGIN;
        SELECT 1\; SELECT 2 \gx
        COMMIT;
        COMMIT;
        """).ShouldBe(["1 PGM609", "3 PGM609", "5 PGM609", "7 PGM609", "7 PGM609", "9 PGM601"]);

    [Fact]
    public void Takes_the_data_of_a_copy_for_what_it_is() => LintAll("""
        COPY app.users (id, email) FROM stdin WITH (FORMAT text);
        1	DROP TABLE app.users;
        2	it's \. "open $$
        \.
        \copy app.users from stdin
        DELETE FROM app.users;
        \.
        TRUNCATE app.users;
        """).ShouldBe(["1 PGM610", "5 PGM609", "8 PGM414", "8 PGM606"]);

    [Fact]
    public void Takes_for_SQL_what_no_line_ends_as_data() => LintAll("""
        COPY app.users (id, email) FROM STDIN;
        TRUNCATE app.users;
        SELECT E'\\.', '\echo', $$ \d $$; -- \echo
        """).ShouldBe(["1 PGM610", "2 PGM414", "2 PGM606"]);

    [Fact]
    public void Keeps_the_place_and_the_text_of_a_finding()
    {
        var finding = Lint("\r\n  SELECT 1 \\gset my_\r\n").Findings.ShouldHaveSingleItem();

        (finding.Range.Line, finding.Range.Column, finding.Excerpt).ShouldBe((2, 12, "  SELECT 1 \\gset my_"));
        finding.Message.ShouldStartWith("\\gset ");
    }

    private static IEnumerable<string> LintAll(string sql) => Lint(sql).Findings
        .Where(finding => finding.Severity > Severity.Info)
        .Select(finding => $"{finding.Range.Line} {finding.Rule.Id}");

    private static LintReport Lint(string sql)
    {
        var file = new MigrationFile("script.sql", Encoding.UTF8.GetBytes(sql));
        return MigrationLinter.Lint(LintRequest.External([file], new LintOptions { Now = DateTimeOffset.UnixEpoch }));
    }
}
