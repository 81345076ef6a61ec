using System.Text;
using Agora.Migrations.Sql;

namespace Agora.Migrations.Tests.Sql;

public sealed class SqlScriptTests
{
    private const string AtomicFunction = """
        create or replace function f(x int) returns int language sql
        begin atomic
          insert into t values (case when x > 0 then x else 0 end);
          select "end" as end, case 1 when 1 then 2 end end from t;
          select x;
        end
        """;

    [Theory]
    [InlineData("/* a /* b; */ drop table t; */ select 1;", "select 1")]
    [InlineData("/*/ ; */ select 1 +-- ;\n 2;", "select 1 +-- ;\n 2")]
    [InlineData("create table \"x -- ; drop table y\" (\"\"\"\" int);", "create table \"x -- ; drop table y\" (\"\"\"\" int)")]
    [InlineData("comment on table t is 'drop table; create index''; '\n';';", "comment on table t is 'drop table; create index''; '\n';'")]
    [InlineData("select E'\\';--', '\\'; alter table t drop column c;", "select E'\\';--', '\\'|alter table t drop column c")]
    [InlineData("do $a$ $$ ; $b$ $a$; select a$$b; select 1;", "do $a$ $$ ; $b$ $a$|select a$$b|select 1")]
    [InlineData("select U&\"\\0441;\", U&'a;' UESCAPE '!'; select 2;", "select U&\"\\0441;\", U&'a;' UESCAPE '!'|select 2")]
    [InlineData("create rule r as on insert to t do also (insert into a values (1); update b set c = 1); select 1;",
        "create rule r as on insert to t do also (insert into a values (1); update b set c = 1)|select 1")]
    [InlineData("create schema s create table a (x int) create view v as select x from a; select 1;",
        "create schema s create table a (x int) create view v as select x from a|select 1")]
    [InlineData("create index concurrently a on t (x); -- one\n;\n/* two */ ;; create index concurrently b on t (y);",
        "create index concurrently a on t (x)|create index concurrently b on t (y)")]
    [InlineData("begin; select 1; end;", "begin|select 1|end")]
    [InlineData("select begin atomic; select 2;", "select begin atomic|select 2")]
    public void Splits_where_the_server_would(string file, string statements) =>
        SqlScript.Parse(file).Statements.Select(statement => statement.Text).ShouldBe(statements.Split('|'));

    [Fact]
    public void Keeps_a_BEGIN_ATOMIC_body_whole()
    {
        var script = SqlScript.Parse(AtomicFunction + ";\nselect 1;");

        script.Statements.Select(statement => statement.Text).ShouldBe([AtomicFunction, "select 1"]);
        script.Issues.ShouldBeEmpty();
    }

    [Fact]
    public void Knows_where_each_statement_stands()
    {
        var script = SqlScript.Parse("select 1;\r\n\r\n  select\r\n    2;\r\n");

        script.Statements.Select(statement => (statement.Index, statement.Line, statement.Column, statement.Start))
            .ShouldBe([(0, 1, 1, 0), (1, 3, 3, 15)]);
    }

    [Fact]
    public void Maps_a_server_position_in_characters_to_the_file()
    {
        var statement = SqlScript.Parse("select 1;\nselect '😀😀',\n  nope;").Statements[1];

        // The server counts each emoji as one character: "nope" is character 16 of the statement.
        statement.Locate(16).ShouldBe(new SqlPosition(3, 3));
    }

    [Fact]
    public void Gives_a_statement_the_comments_above_it_and_not_those_behind_the_one_before()
    {
        const string file = """
            -- file
            select 1; -- behind the first
            -- above
            /* too */
            select /* within */ 2; select 3 -- behind the third
            ; -- still the third
            -- the end
            """;
        var script = SqlScript.Parse(file);

        Texts(script.Statements[0].LeadingComments).ShouldBe(["-- file"]);
        Texts(script.Statements[1].LeadingComments).ShouldBe(["-- above", "/* too */"]);
        Texts(script.Statements[1].InnerComments).ShouldBe(["/* within */"]);
        Texts(script.Statements[2].LeadingComments).ShouldBeEmpty();
        script.Comments.Count.ShouldBe(8);

        IEnumerable<string> Texts(IEnumerable<SqlToken> tokens) => tokens.Select(token => token.Of(script.Text).ToString());
    }

    [Theory]
    [InlineData("select 1;", "")]
    [InlineData("select 1", "PGM905 MissingSemicolon 1:8")]
    [InlineData("-- nothing\n;;", "PGM905 Empty 1:1")]
    [InlineData("select 'x", "PGM905 UnterminatedString 1:8")]
    [InlineData("select (1;\nselect 2;", "PGM905 UnterminatedParenthesis 1:8")]
    [InlineData("create function f() begin atomic select 1;", "PGM905 UnterminatedAtomicBody 1:21")]
    [InlineData("select 1; /* x", "PGM905 UnterminatedComment 1:11")]
    [InlineData("-- harmless\rdrop table t;", "PGM903 LoneCarriageReturn 1:12")]
    [InlineData("drop\u00A0table t;", "PGM904 InvisibleCharacter 1:5")]
    [InlineData("select 1;\n\u200Bselect 2;", "PGM904 InvisibleCharacter 2:1")]
    [InlineData("select 1; -- \u202Egnp.lqs", "PGM904 InvisibleCharacter 1:14")]
    [InlineData("select '\u200B\u00A0'; -- d\u00E9j\u00E0\u00A0vu", "")]
    [InlineData("select $$\u200B$$;", "")]
    [InlineData("select \"a\u200B\";", "PGM904 InvisibleCharacter 1:10")]
    [InlineData("select 1;\r\nselect 2;\r\n", "")]
    public void Reports_what_is_wrong_with_the_file_itself(string file, string issues) =>
        string.Join(' ', SqlScript.Parse(file).Issues.Select(Describe)).ShouldBe(issues);

    [Fact]
    public void Strips_a_byte_order_mark_with_a_warning()
    {
        var script = SqlScript.Read([0xEF, 0xBB, 0xBF, .. "select 1;"u8]);

        script.Text.ShouldBe("select 1;");
        script.HasErrors.ShouldBeFalse();
        script.Issues.Select(Describe).ShouldBe(["PGM902 ByteOrderMark 1:1"]);
    }

    [Fact]
    public void Refuses_bytes_that_are_not_utf8()
    {
        Refusal([.. "select 1;\n-- "u8, 0xE9, 0x20]).ShouldBe("PGM901 InvalidUtf8 2:4");
        Refusal([.. "select 1;"u8, 0xE2, 0x82]).ShouldBe("PGM901 InvalidUtf8 1:10");
        Refusal([.. "select '"u8, 0, .. "';"u8]).ShouldBe("PGM901 NulCharacter 1:9");
        Refusal(Encoding.Unicode.GetPreamble().Concat(Encoding.Unicode.GetBytes("select 1;")).ToArray()).ShouldBe("PGM901 Utf16 1:1");
        Refusal(Encoding.BigEndianUnicode.GetPreamble().Concat("x"u8.ToArray()).ToArray()).ShouldBe("PGM901 Utf16 1:1");

        static string Refusal(byte[] file)
        {
            var script = SqlScript.Read(file);
            script.Statements.ShouldBeEmpty();
            script.HasErrors.ShouldBeTrue();
            return Describe(script.Issues.Single());
        }
    }

    [Fact]
    public void Finds_words_and_names_of_a_statement()
    {
        var statement = SqlScript.Parse("Create /* x */ UNIQUE index \"Create\" on T2 (a);").Statements.Single();

        statement.StartsWith(0, "create", "unique", "index").ShouldBeTrue();
        statement.Is(3, "create").ShouldBeFalse();
        SqlText.Name(statement.Tokens[3], statement.Script).ShouldBe("Create");
        SqlText.Name(statement.Tokens[5], statement.Script).ShouldBe("t2");
        statement.Is(99, "on").ShouldBeFalse();
    }

    private static string Describe(SqlIssue issue) => $"{issue.Rule} {issue.Kind} {issue.Line}:{issue.Column}";
}
