using System.Runtime.InteropServices;

namespace Agora.Migrations.Sql;

/// <summary>One statement as the server will get it: the raw text between two semicolons, trimmed of what surrounds it.</summary>
/// <param name="script">The whole file.</param>
/// <param name="tokens">Significant tokens, without comments and without the closing semicolon; never empty.</param>
/// <param name="inner">Comments between the first and the last token.</param>
/// <param name="leading">Comments between the previous statement and this one, except those that trail the previous one on its
/// line.</param>
public sealed class SqlStatement(
    string script, int index, ReadOnlyMemory<SqlToken> tokens, IReadOnlyList<SqlToken> inner, IReadOnlyList<SqlToken> leading)
{
    /// <summary>Position in the file, from 0.</summary>
    public int Index => index;

    /// <summary>The text of the whole file, to which all offsets refer.</summary>
    public string Script => script;

    public ReadOnlySpan<SqlToken> Tokens => tokens.Span;

    public ReadOnlyMemory<SqlToken> TokenMemory => tokens;

    public IReadOnlyList<SqlToken> InnerComments => inner;

    public IReadOnlyList<SqlToken> LeadingComments => leading;

    public int Start => tokens.Span[0].Start;

    public int End => tokens.Span[^1].End;

    public int Line => tokens.Span[0].Line;

    public int Column => tokens.Span[0].Column;

    /// <summary>Exactly what is sent: first to last token, inner comments included, no semicolon.</summary>
    public string Text => field ??= script[Start..End];

    public ReadOnlySpan<char> TextOf(in SqlToken token) => token.Of(script);

    /// <summary>True when the token at <paramref name="at"/> is this unquoted word, in any case. False past the end.</summary>
    public bool Is(int at, string word) =>
        at >= 0 && at < tokens.Length && SqlText.IsWord(tokens.Span[at], script, word);

    /// <summary>True when the tokens from <paramref name="at"/> on are these unquoted words.</summary>
    public bool StartsWith(int at, params ReadOnlySpan<string> words)
    {
        for (var i = 0; i < words.Length; i++)
        {
            if (!Is(at + i, words[i]))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Line and column in the file of a character of this statement.</summary>
    /// <param name="position">From 1, in characters (not UTF-16 units), as the server reports it.</param>
    public SqlPosition Locate(int position)
    {
        var at = Start;
        for (var passed = 1; passed < position && at < script.Length; passed++)
        {
            at += char.IsHighSurrogate(script[at]) && at + 1 < script.Length ? 2 : 1;
        }

        return SqlPosition.Of(script, at);
    }
}

/// <param name="Line">From 1.</param>
/// <param name="Column">From 1, in UTF-16 units.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct SqlPosition(int Line, int Column)
{
    public static SqlPosition Of(string text, int offset)
    {
        var line = 1;
        var lineStart = 0;
        for (var i = 0; i < offset; i++)
        {
            var lineEnd = text[i] == '\n' || (text[i] == '\r' && (i + 1 >= text.Length || text[i + 1] != '\n'));
            if (lineEnd)
            {
                line++;
                lineStart = i + 1;
            }
        }

        return new SqlPosition(line, offset - lineStart + 1);
    }
}
