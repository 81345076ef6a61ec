using Agora.Migrations.Sql;

namespace Agora.Migrations.Tests.Sql;

public sealed class SqlLexerTests
{
    [Theory]
    [InlineData("/* a /* b; */ drop table t; */ x", "BlockComment Word")]
    [InlineData("/*/ x */ y", "BlockComment Word")]
    [InlineData("/***/ y", "BlockComment Word")]
    [InlineData("a +-- x\nb", "Word Operator LineComment Word")]
    [InlineData("a +/* x */ b", "Word Operator BlockComment Word")]
    [InlineData("-- harmless\rdrop", "LineComment Word")]
    [InlineData("--", "LineComment")]
    [InlineData("\"x -- ; \"\" y\"", "QuotedIdentifier")]
    [InlineData("'it''s; fine'", "String")]
    [InlineData("'a'\n'b'", "String")]
    [InlineData("'a' -- why\n   -- and more\n 'b'", "String")]
    [InlineData("'a' 'b'", "String String")]
    [InlineData("'a' /* no */\n'b'", "String BlockComment String")]
    [InlineData("'a'\n- 'b'", "String Operator String")]
    [InlineData("'a'\n-- end", "String LineComment")]
    [InlineData("E'\\';--' x", "EscapeString Word")]
    [InlineData("'\\' x", "String Word")]
    [InlineData("e'a\\\\' x", "EscapeString Word")]
    [InlineData("N'x' B'01' X'1F' b'0'", "NationalString BitString HexString BitString")]
    [InlineData("U&'d!0061' uescape '!'", "UnicodeString Word String")]
    [InlineData("U&\"\\0441;\" x", "UnicodeIdentifier Word")]
    [InlineData("U & 'x'", "Word Operator String")]
    [InlineData("$a$ $$ ; $b$ $a$", "DollarString")]
    [InlineData("$$;$$", "DollarString")]
    [InlineData("$tür$ ; $tür$ x", "DollarString Word")]
    [InlineData("a$$b", "Word")]
    [InlineData("1$$;$$", "Integer DollarString")]
    [InlineData("$1$$;$$", "Parameter DollarString")]
    [InlineData("$12 + $a", "Parameter Operator Other Word")]
    [InlineData("1..2", "Integer DotDot Integer")]
    [InlineData("1.5e-3 .5 5. 1_000 0xFF 0o17 0b1 0x_f 1e5", "Numeric Numeric Numeric Integer Integer Integer Integer Integer Numeric")]
    [InlineData("1e", "Integer Word")]
    [InlineData("a::b := c => d : e . f .. g", "Word TypeCast Word ColonEquals Word EqualsGreater Word Colon Word Dot Word DotDot Word")]
    [InlineData("=-1", "Operator Operator Integer")]
    [InlineData("@-1", "Operator Integer")]
    [InlineData("*+-1", "Operator Operator Operator Integer")]
    [InlineData("a<>b!=c<=d>=e", "Word Operator Word Operator Word Operator Word Operator Word")]
    [InlineData("f(a[1],2);", "Word LeftParen Word LeftBracket Integer RightBracket Comma Integer RightParen Semicolon")]
    [InlineData("\\i x.sql", "Other Word Word Dot Word")]
    [InlineData("größe _a a1$", "Word Word Word")]
    [InlineData("select\u00A01", "Word")]
    public void Cuts_the_same_tokens_as_the_server(string sql, string kinds) =>
        string.Join(' ', Lex(sql).Select(token => token.Kind)).ShouldBe(kinds);

    [Theory]
    [InlineData("select 'a", nameof(SqlTokenFault.UnterminatedString), 1, 8)]
    [InlineData("select\n  E'a\\'", nameof(SqlTokenFault.UnterminatedString), 2, 3)]
    [InlineData("x\r\n/* /* */", nameof(SqlTokenFault.UnterminatedComment), 2, 1)]
    [InlineData("\r $x$ $y$", nameof(SqlTokenFault.UnterminatedDollarString), 2, 2)]
    [InlineData("\n\n\"a", nameof(SqlTokenFault.UnterminatedIdentifier), 3, 1)]
    [InlineData("a.\"\"", nameof(SqlTokenFault.EmptyIdentifier), 1, 3)]
    public void Says_where_a_broken_token_begins(string sql, string fault, int line, int column)
    {
        var broken = Lex(sql).Single(token => token.Fault != SqlTokenFault.None);

        (broken.Fault.ToString(), broken.Line, broken.Column).ShouldBe((fault, line, column));
        broken.End.ShouldBe(sql.Length);
    }

    [Fact]
    public void Counts_lines_inside_and_between_tokens()
    {
        const string sql = "a\r\n'x\ny'\r/*\n\n*/b\n  c";

        Lex(sql).Select(token => (token.Line, token.Column)).ShouldBe([(1, 1), (2, 1), (4, 1), (6, 3), (7, 3)]);
    }

    [Fact]
    public void Covers_every_character_that_is_not_white_space()
    {
        const string sql = "create function f() returns int as $x$ a'b $x$ language sql; -- c\nselect 1.5 + U&'x' /* d */ @- \"q\"";
        var rest = sql.ToCharArray();
        foreach (var token in Lex(sql))
        {
            Array.Fill(rest, ' ', token.Start, token.Length);
        }

        new string(rest).Trim().ShouldBeEmpty();
    }

    [Fact]
    public void Lexes_a_body_where_it_stands_in_the_file()
    {
        const string sql = "select 1;\ndo $b$\n  drop table t;\n$b$;";
        var body = Lex(sql).Single(token => token.Kind == SqlTokenKind.DollarString);
        var (start, end) = SqlText.DollarBodyRange(body, sql);

        var lexer = new SqlLexer(sql, start, end, body.Line, body.Column + start - body.Start);
        lexer.TryNext(out var first).ShouldBeTrue();

        (first.Of(sql).ToString(), first.Line, first.Column).ShouldBe(("drop", 3, 3));
    }

    [Theory]
    [InlineData("'it''s'", "it's")]
    [InlineData("'a' -- 'x'\n 'b''c'", "ab'c")]
    [InlineData("E'\\x41\\102\\u0043\\n\\'\\\\'", "ABC\n'\\")]
    [InlineData("E'a\\''\n'b'", "a'b")]
    [InlineData("N'x'", "x")]
    [InlineData("U&'\\0441\\+01F600\\\\'", "с😀\\")]
    [InlineData("$t$ 'x' $t$", " 'x' ")]
    public void Reads_the_value_of_a_string(string sql, string value) =>
        SqlText.Value(Lex(sql).Single(), sql).ShouldBe(value);

    [Theory]
    [InlineData("OrDeR", "order")]
    [InlineData("GRÖSSE", "grÖsse")]
    [InlineData("\"OrDeR \"\"x\"", "OrDeR \"x")]
    [InlineData("U&\"d\\0061t\"", "dat")]
    public void Folds_names_as_a_utf8_server_does(string sql, string name) =>
        SqlText.Name(Lex(sql).Single(), sql).ShouldBe(name);

    private static List<SqlToken> Lex(string sql)
    {
        var tokens = new List<SqlToken>();
        var lexer = new SqlLexer(sql);
        while (lexer.TryNext(out var token))
        {
            tokens.Add(token);
        }

        return tokens;
    }
}
