using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using Agora.Migrations.Files;
using Agora.Migrations.Lint;
using Agora.Migrations.Lint.Output;

namespace Agora.Migrations.Tests.Lint;

public sealed class LintOutputTests
{
    private const string Sql = """
        -- migrate: irreversible reason="a sample"
        CREATE INDEX posts_title_idx ON app.posts (title);

        -- migrate: step
        ALTER TABLE app.posts ALTER COLUMN title SET DEFAULT '50%, a:b';

        -- migrate: step
        -- migrate: allow=PGM407 reason="few writes" expires=2027-01-31
        CREATE TRIGGER posts_touch BEFORE UPDATE ON app.posts FOR EACH ROW EXECUTE FUNCTION app.touch();

        """;

    [Fact]
    public void People_read_place_harm_lock_and_the_migration_as_it_should_be()
    {
        Write(LintFormat.Text).ShouldBe("""
            db/migrations/20260301000000_sample.sql:2:1  error PGM101 index-not-concurrent
              This stops every write to app.posts until the index is built.
              lock: SHARE on app.posts (writers wait, readers pass); work: scan
              2 | CREATE INDEX posts_title_idx ON app.posts (title);
                | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
              why: All writes stop until the index is built.
              instead:
                  -- migrate: step transaction=off
                  CREATE INDEX CONCURRENTLY posts_title_idx ON app.posts (title);

            1 error, 0 warnings, 1 note, 1 accepted in 1 file with 3 statements

            """.ReplaceLineEndings("\n"));
    }

    [Fact]
    public void Those_who_ask_for_more_see_notes_and_what_was_accepted_why()
    {
        var text = Write(LintFormat.Text, verbose: true);

        text.ShouldContain("5:23  note PGM315 change-default");
        text.ShouldContain("accepted in line 8 until 2027-01-31: few writes");
    }

    [Fact]
    public void Compilers_lines_name_place_severity_and_rule() => Write(LintFormat.Gcc).ShouldBe(
        "db/migrations/20260301000000_sample.sql:2:1: error: This stops every write to app.posts until the index is built. [PGM101 "
        + "index-not-concurrent]\n");

    [Fact]
    public void Every_line_of_json_is_a_document_and_the_last_one_counts()
    {
        var lines = Write(LintFormat.Json).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonDocument.Parse(line).RootElement).ToList();

        lines[0].GetProperty("schema").GetString().ShouldBe("agora.lint/1");
        var error = lines[1];
        error.GetProperty("rule").GetString().ShouldBe("PGM101");
        error.GetProperty("end_col").GetInt32().ShouldBe(50);
        error.GetProperty("docs_url").GetString().ShouldBe("db/rules.md#pgm101");
        var fix = error.GetProperty("fix")[0];
        Sql[fix.GetProperty("range").GetProperty("start").GetInt32()..fix.GetProperty("range").GetProperty("end").GetInt32()]
            .ShouldBe("CREATE INDEX posts_title_idx ON app.posts (title);");
        fix.GetProperty("text").GetString()!.ShouldContain("CONCURRENTLY");
        lines.Single(line => line.TryGetProperty("allowed", out var allowed) && allowed.ValueKind == JsonValueKind.Object)
            .GetProperty("allowed").GetProperty("expires").GetString().ShouldBe("2027-01-31");
        lines[^1].GetProperty("errors").GetInt32().ShouldBe(1);
    }

    [Fact]
    public void Sarif_names_its_rules_and_carries_fixes_and_suppressions()
    {
        var run = JsonDocument.Parse(Write(LintFormat.Sarif)).RootElement.GetProperty("runs")[0];

        var rules = run.GetProperty("tool")
            .GetProperty("driver")
            .GetProperty("rules")
            .EnumerateArray()
            .Select(rule => rule.GetProperty("id").GetString()).ToList();
        rules.ShouldBe(["PGM101", "PGM315", "PGM407"]);
        foreach (var result in run.GetProperty("results").EnumerateArray())
        {
            rules[result.GetProperty("ruleIndex").GetInt32()].ShouldBe(result.GetProperty("ruleId").GetString());
            result.GetProperty("locations")[0]
                .GetProperty("physicalLocation")
                .GetProperty("artifactLocation")
                .GetProperty("uri")
                .GetString()
                .ShouldBe("db/migrations/20260301000000_sample.sql");
        }

        var results = run.GetProperty("results").EnumerateArray().ToList();
        results[0].GetProperty("level").GetString().ShouldBe("error");
        results[0].GetProperty("fixes")[0].GetProperty("artifactChanges")[0].GetProperty("replacements")[0].GetProperty("insertedContent")
            .GetProperty("text").GetString()!.ShouldContain("CONCURRENTLY");
        results[2].GetProperty("suppressions")[0].GetProperty("justification").GetString().ShouldBe("few writes");
    }

    [Fact]
    public void JUnit_has_a_failing_case_for_each_finding_and_a_passing_one_when_there_is_none()
    {
        var suite = XDocument.Parse(Write(LintFormat.JUnit)).Root!;

        suite.Attribute("failures")!.Value.ShouldBe("1");
        suite.Element("testcase")!.Attribute("name")!.Value.ShouldBe(
            "PGM101 index-not-concurrent db/migrations/20260301000000_sample.sql:2:1");
        suite.Element("testcase")!.Element("failure")!.Value.ShouldContain("CREATE INDEX CONCURRENTLY");
        XDocument.Parse(
            Write(
                LintFormat.JUnit, "-- migrate: irreversible reason=\"none\"\nSELECT 1;")).Root!.Attribute("failures")!.Value.ShouldBe("0");
    }

    [Fact]
    public void GitHub_gets_one_escaped_annotation_for_a_statement_with_all_its_rules()
    {
        var lines = Write(LintFormat.GitHub, "CREATE INDEX IF NOT EXISTS \"a,b:c%\" ON app.posts (title);\nDROP TABLE app.posts;")
            .Split('\n', StringSplitOptions.RemoveEmptyEntries);

        lines.Length.ShouldBe(3);
        lines[0].ShouldStartWith(
            "::error file=db/migrations/20260301000000_sample.sql,line=1,endLine=1,col=1,endColumn=57,title=PGM101 index-not-concurrent%2C "
            + "PGM105 index-if-not-exists::");
        lines[0].ShouldContain("%22a,b:c%25%22".Replace("%22", "\"", StringComparison.Ordinal));
        lines[0].ShouldContain("%0A");
        lines[1].ShouldStartWith("::error ");
        lines[2].ShouldStartWith("::warning file=db/migrations/20260301000000_sample.sql,line=1,endLine=1,col=1,endColumn=1,title=PGM615");
    }

    [Fact]
    public void GitLab_tells_findings_apart_even_when_they_say_the_same()
    {
        const string twice = "DROP TABLE app.posts;\nDROP TABLE app.posts;";
        var report = JsonDocument.Parse(Write(LintFormat.GitLab, twice)).RootElement.EnumerateArray().ToList();
        var moved = JsonDocument.Parse(Write(LintFormat.GitLab, "\n\n" + twice)).RootElement.EnumerateArray().ToList();

        var prints = report.ConvertAll(finding => finding.GetProperty("fingerprint").GetString());
        prints.ShouldBeUnique();
        moved.ConvertAll(finding => finding.GetProperty("fingerprint").GetString()).ShouldBe(prints);
        report[0].GetProperty("severity").GetString().ShouldBe("critical");
    }

    [Fact]
    public void Markdown_keeps_its_table_whole() => Write(LintFormat.Markdown).ShouldContain(
        "| db/migrations/20260301000000_sample.sql:2 | error [PGM101](db/rules.md#pgm101) index-not-concurrent | This stops every write");

    [Fact]
    public void Files_that_were_not_changed_are_counted_and_not_shown()
    {
        var report = Lint(Sql, new HashSet<string>(StringComparer.Ordinal) { "migrations/other.sql" });

        report.Count(Severity.Error).ShouldBe(1);
        foreach (var format in new[] { LintFormat.GitHub, LintFormat.Gcc })
        {
            Text(report, format, verbose: false).ShouldBeEmpty();
        }
    }

    private static string Write(LintFormat format, string sql = Sql, bool verbose = false) => Text(Lint(sql, null), format, verbose);

    private static string Text(LintReport report, LintFormat format, bool verbose)
    {
        using var text = new StringWriter();
        LintOutput.Write(report, format, text, new LintOutputOptions("db/", verbose, "agora migrate", "db/rules.md"));
        return text.ToString();
    }

    private static LintReport Lint(string sql, IReadOnlySet<string>? changed)
    {
        var file = new MigrationFile("migrations/20260301000000_sample.sql", Encoding.UTF8.GetBytes(sql.ReplaceLineEndings("\n")));
        var options = new LintOptions { Now = new DateTimeOffset(2026, 6, 1, 0, 0, 0, TimeSpan.Zero), Changed = changed };
        return MigrationLinter.Lint(new LintRequest([new LintFile(LintFileKind.Up, file, 20260301000000, HasDown: false)], options));
    }
}
