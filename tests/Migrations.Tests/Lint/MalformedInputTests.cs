using Agora.Infrastructure.Database;
using Agora.Migrations.Files;
using Agora.Migrations.Lint;
using Agora.Migrations.Lint.Rules;

namespace Agora.Migrations.Tests.Lint;

/// <summary>No input ends the lint, and none costs the findings of what stands beside it.</summary>
public sealed class MalformedInputTests
{
    private const string Dangerous = "DROP TABLE app.important;";

    /// <summary>Words and signs that a mutation puts in.</summary>
    private static readonly string[] Strange =
    [
        "(", ")", "[", "]", ",", ";", ".", "*", "=", "'", "\"", "$$", "$a$", "E'", "/*", "*/", "--", ":lo", "$1", "1e", "\\", "::", "only",
        "if", "exists", "not", "null",
        "create", "table", "alter", "drop", "partition", "of", "attach", "inherit", "inherits", "schema", "with", "as", "select", "into",
        "update", "set", "where", "and", "or",
        "do", "begin", "end", "case", "when", "loop", "execute", "explain", "analyze", "prepare", "index", "on", "concurrently", "column",
        "add", "constraint", "using",
        "default", "references", "overriding", "return", "language", "type", "view", "cascade", "comment", "grant", "to", "from",
        "publication", "values", "\u0000", "\u200b",
    ];

    public static TheoryData<string> Circles =>
    [
        "ALTER TABLE p INHERIT p; ALTER TABLE p ADD COLUMN b int; UPDATE p SET b = 1; DROP TABLE p CASCADE;",
        "ALTER TABLE p INHERIT q; ALTER TABLE q INHERIT r; ALTER TABLE r INHERIT p; ALTER TABLE q ALTER b TYPE bigint; LOCK TABLE p;",
        "CREATE TABLE p (x int) INHERITS (p); CREATE TABLE q (LIKE q INCLUDING ALL); ALTER TABLE p ADD COLUMN b int;",
        "ALTER TABLE p ATTACH PARTITION p DEFAULT; CREATE INDEX i ON p (x); REINDEX TABLE p; TRUNCATE p; DROP TABLE p;",
        "CREATE TABLE p (x int) PARTITION BY LIST (x); CREATE TABLE q PARTITION OF p DEFAULT PARTITION BY LIST (x); ALTER TABLE q ATTACH "
        + "PARTITION p DEFAULT;CREATE INDEX i ON p (x); REINDEX TABLE q; ALTER TABLE p RENAME TO z; DROP TABLE q CASCADE; DROP TABLE z;",
        "CREATE VIEW v AS SELECT * FROM w; CREATE VIEW w AS SELECT * FROM v; CREATE OR REPLACE VIEW v AS SELECT * FROM w, v; DROP VIEW v "
        + "CASCADE; ALTER TABLE v RENAME TO x;",
        "CREATE DOMAIN d AS e; CREATE DOMAIN e AS d; CREATE TABLE t (x d); ALTER TABLE t ALTER x TYPE e; ALTER TABLE t ALTER x TYPE text; "
        + "ALTER DOMAIN d ADD CHECK (VALUE > 0);",
        "CREATE FUNCTION f(n int) RETURNS int LANGUAGE sql RETURN g(n) + h(n); CREATE FUNCTION g(n int) RETURNS int LANGUAGE sql RETURN "
        + "f(n) + h(n);CREATE FUNCTION h(n int) RETURNS int LANGUAGE sql RETURN f(n) + g(n); ALTER TABLE t ADD COLUMN c int DEFAULT f(1) + "
        + "g(1); SELECT f(1);",
        "CREATE PROCEDURE a() LANGUAGE plpgsql AS $$ BEGIN CALL b(); END $$; CREATE PROCEDURE b() LANGUAGE plpgsql AS $$ BEGIN CALL a(); "
        + "END $$; CALL a();",
        "ALTER TABLE p ADD FOREIGN KEY (x) REFERENCES p; ALTER TABLE p ADD FOREIGN KEY (x) REFERENCES q; ALTER TABLE q ADD FOREIGN KEY (x) "
        + "REFERENCES p; TRUNCATE p CASCADE; DROP TABLE p, q CASCADE;",
        "CREATE TRIGGER t AFTER UPDATE ON p FOR EACH ROW EXECUTE FUNCTION t(); CREATE FUNCTION t() RETURNS trigger LANGUAGE plpgsql AS $$ "
        + "BEGIN UPDATE p SET x = 1; END $$; UPDATE p SET x = 1;",
    ];

    public static TheoryData<string> Cut =>
    [
        "CREATE SCHEMA s ) CREATE TABLE t (x int", "DELETE FROM t WHERE id = 1 ) AND x = 2", "INSERT INTO t OVERRIDING", "COMMENT COLUMN",
        "COMMENT ON COLUMN", "ALTER TABLE", "ALTER TABLE t ALTER",
        "CREATE TABLE t (", "CREATE INDEX ON", "CREATE UNIQUE", "GRANT", "REVOKE GRANT OPTION FOR", "SET", "SET LOCAL", "DO", "DO LANGUAGE",
        "CALL", "LOCK", "COPY t FROM", "WITH", "WITH a AS (",
        "MERGE INTO", "UPDATE t SET (a, b", "CREATE FUNCTION f(", "CREATE FUNCTION f() RETURNS TABLE (",
        "CREATE SUBSCRIPTION s CONNECTION '' PUBLICATION p WITH (connect", "EXPLAIN (", "PREPARE",
        "ALTER TYPE t ADD VALUE", "CREATE PUBLICATION p FOR TABLE t (x", "CREATE POLICY",
        "ALTER TABLE t ADD CONSTRAINT c FOREIGN KEY (a) REFERENCES u (b) ON DELETE", "SELECT set_config(",
    ];

    [Theory]
    [MemberData(nameof(Circles))]
    public void Follows_references_that_lead_back_to_themselves(string sql) => Lint(sql);

    [Theory]
    [MemberData(nameof(Cut))]
    public void Reads_statements_that_end_too_early(string sql) => Lint(sql);

    [Theory]
    [InlineData("(", "SELECT 1", ")")]
    [InlineData("WITH a AS (", "DELETE FROM t", ") SELECT 1")]
    [InlineData("EXPLAIN ANALYZE ", "SELECT 1", "")]
    [InlineData("PREPARE a AS ", "SELECT 1", "")]
    [InlineData("SELECT CASE WHEN true THEN (", "1", ") END")]
    [InlineData("ALTER TABLE t ADD CHECK ((", "a IS NOT NULL", "))")]
    [InlineData("ALTER TABLE t ALTER a TYPE int USING (", "a", ")")]
    [InlineData("ALTER TABLE t ADD CHECK (", "a IS NOT NULL", " AND b > 0)")]
    [InlineData("CREATE SCHEMA s ", "", "")]
    [InlineData("\\a\n", "SELECT 1", "")]
    [InlineData("/* ", "a", " */")]
    [InlineData("DO 'BEGIN ", "", " END';")]
    [InlineData("BEGIN; ", "", "COMMIT; ")]
    public void Reads_what_is_nested_deeply(string open, string core, string close)
    {
        const int deep = 3000;
        var text = string.Concat(Enumerable.Repeat(open, deep)) + core + string.Concat(Enumerable.Repeat(close, deep));
        Lint(text, "ALTER TABLE t ALTER a SET NOT NULL");
    }

    [Fact]
    public void Reads_blocks_within_blocks()
    {
        var text = Enumerable.Range(0, 200).Aggregate("DROP TABLE t", (inner, level) => $"DO $b{level}$ BEGIN {inner}; END $b{level}$");

        Lint(text).Findings.ShouldContain(finding => finding.Slug == "opaque-sql");
    }

    [Fact]
    public void Reads_a_long_row_of_partitions_and_heirs()
    {
        var text = string.Concat(
            Enumerable.Range(0, 5000)
                .Select(i => $"CREATE TABLE t{i + 1} PARTITION OF t{i} DEFAULT PARTITION BY LIST (x); ALTER TABLE u{i + 1} INHERIT u{i};"));

        Lint($"CREATE TABLE t0 (x int) PARTITION BY LIST (x); {text}", "ALTER TABLE u0 ADD COLUMN y int; DROP TABLE t0 CASCADE");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Reads_the_fixtures_and_our_own_files_with_words_taken_out_put_in_and_moved(int seed)
    {
        var next = (uint)seed;
        int Draw(int below)
        {
            next = (next * 1664525u) + 1013904223u;
            return (int)((next >> 8) % (uint)below);
        }

        var texts = MigrationDirectory.Read(DatabaseMigrations.Directory).Files.Select(file => file.Script.Text)
            .Concat(LintCase.Fixtures().SelectMany(LintCase.Read).Select(one => one.Sql));
        foreach (var text in texts.Where(text => Draw(2) == 0))
        {
            var words = text.Split(' ').ToList();
            for (var i = 0; i < 1 + (words.Count / 20); i++)
            {
                var at = Draw(words.Count);
                switch (Draw(4))
                {
                    case 0:
                        words.RemoveAt(at);
                        words.Add("");
                        break;
                    case 1:
                        words.Insert(at, Strange[Draw(Strange.Length)]);
                        break;
                    case 2:
                        words[at] = Strange[Draw(Strange.Length)];
                        break;
                    default:
                        (words[at], words[^1]) = (words[^1], words[at]);
                        break;
                }
            }

            Read(string.Join(' ', words));
        }
    }

    private static LintReport Lint(params string[] statements)
    {
        var report = Read(string.Join(";\n", statements));
        report.Findings.ShouldContain(finding => finding.LosesData && finding.File == "dangerous.sql");
        return report;
    }

    private static LintReport Read(string text)
    {
        var file = new MigrationFile("odd.sql", System.Text.Encoding.UTF8.GetBytes(text));
        var beside = new MigrationFile("dangerous.sql", System.Text.Encoding.UTF8.GetBytes(Dangerous));
        var report = MigrationLinter.Lint(LintRequest.External([file, beside], new LintOptions { Now = DateTimeOffset.UnixEpoch }));
        report.Findings.Where(finding => finding.Rule == FileRules.Syntax).Select(finding => $"{finding.Message}\n{text}").ShouldBeEmpty();
        return report;
    }
}
