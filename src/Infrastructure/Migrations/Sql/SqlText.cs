using System.Globalization;
using System.Text;

namespace Agora.Migrations.Sql;

/// <summary>What tokens mean: words, names and the values of strings.</summary>
internal static class SqlText
{
    public static bool IsWord(in SqlToken token, string script, string word) =>
        token.Kind == SqlTokenKind.Word && token.Of(script).Equals(word, StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// The name as the catalogue has it: unquoted names in lower case (ASCII only, as a UTF-8 server folds), quoted ones as written.
    /// </summary>
    public static string Name(in SqlToken token, string script)
    {
        var raw = token.Of(script);
        return token.Kind switch
        {
            SqlTokenKind.QuotedIdentifier => Unquote(raw, 1, '"'),
            SqlTokenKind.UnicodeIdentifier => Unescape(Unquote(raw, 3, '"'), '\\'),
            _ => FoldAscii(raw),
        };
    }

    /// <summary>The value of a string constant, as the server would see it.</summary>
    /// <param name="escape">The UESCAPE character of a Unicode string.</param>
    public static string Value(in SqlToken token, string script, char escape = '\\')
    {
        var raw = token.Of(script);
        return token.Kind switch
        {
            SqlTokenKind.DollarString => DollarBody(token, script).ToString(),
            SqlTokenKind.EscapeString => Backslashes(Join(raw[1..])),
            SqlTokenKind.UnicodeString => Unescape(Unquote(Join(raw[2..]), 1, '\''), escape),
            SqlTokenKind.NationalString => Unquote(Join(raw[1..]), 1, '\''),
            SqlTokenKind.String => Unquote(Join(raw), 1, '\''),
            _ => raw.ToString(),
        };
    }

    /// <summary>The text between the tags, with its place in the file: a body can be lexed where it stands.</summary>
    public static (int Start, int End) DollarBodyRange(in SqlToken token, string script)
    {
        var tag = token.Of(script)[1..].IndexOf('$') + 2;
        return token.Fault == SqlTokenFault.None
            ? (token.Start + tag, token.End - tag)
            : (token.Start + tag, token.End);
    }

    private static ReadOnlySpan<char> DollarBody(in SqlToken token, string script)
    {
        var (start, end) = DollarBodyRange(token, script);
        return script.AsSpan(start, end - start);
    }

    private static string FoldAscii(ReadOnlySpan<char> raw) => string.Create(raw.Length, raw, static (target, source) =>
    {
        for (var i = 0; i < source.Length; i++)
        {
            target[i] = char.IsAsciiLetterUpper(source[i]) ? (char)(source[i] | 0x20) : source[i];
        }
    });

    private static string Unquote(ReadOnlySpan<char> raw, int prefix, char quote)
    {
        var body = raw.Length > prefix && raw[^1] == quote ? raw[prefix..^1] : raw[prefix..];
        var doubled = new string(quote, 2);
        return body.ToString().Replace(doubled, doubled[..1], StringComparison.Ordinal);
    }

    /// <summary>Removes what stands between the parts of a continued string: quote, white space or comments, quote.</summary>
    private static string Join(ReadOnlySpan<char> raw)
    {
        var joined = new StringBuilder(raw.Length);
        var inside = false;
        for (var i = 0; i < raw.Length; i++)
        {
            var c = raw[i];
            if (c == '\'')
            {
                var doubled = inside && i + 1 < raw.Length && raw[i + 1] == '\'';
                if (doubled)
                {
                    joined.Append("''");
                    i++;
                    continue;
                }

                inside = !inside;
            }
            else if (inside)
            {
                joined.Append(c);
                if (c == '\\' && i + 1 < raw.Length && raw[i + 1] is '\'' or '\\')
                {
                    joined.Append(raw[++i]);
                }
            }
            else if (c == '-')
            {
                // The lexer accepted this as the middle of one string, so a dash can only begin a comment.
                var lineEnd = raw[i..].IndexOfAny('\r', '\n');
                i = lineEnd < 0 ? raw.Length : i + lineEnd;
            }
        }

        return $"'{joined}'";
    }

    private static string Backslashes(string quoted)
    {
        var body = quoted[1..^1];
        var value = new StringBuilder(body.Length);
        for (var i = 0; i < body.Length; i++)
        {
            var c = body[i];
            if (c == '\'')
            {
                value.Append(c);
                i++;
            }
            else if (c == '\\' && i + 1 < body.Length)
            {
                i = Backslash(body, i + 1, value);
            }
            else
            {
                value.Append(c);
            }
        }

        return value.ToString();
    }

    /// <returns>The index of the last character of the escape.</returns>
    private static int Backslash(string body, int at, StringBuilder value)
    {
        var (radix, digits, from) = body[at] switch
        {
            'x' => (16, 2, at + 1),
            'u' => (16, 4, at + 1),
            'U' => (16, 8, at + 1),
            >= '0' and <= '7' => (8, 3, at),
            _ => (0, 0, at),
        };

        var end = from;
        while (digits > 0 && end < body.Length && end < from + digits && IsDigit(body[end], radix))
        {
            end++;
        }

        if (end > from)
        {
            AppendCodePoint(value, Convert.ToInt32(body[from..end], radix));
            return end - 1;
        }

        value.Append(body[at] switch { 'b' => '\b', 'f' => '\f', 'n' => '\n', 'r' => '\r', 't' => '\t', var other => other });
        return at;
    }

    private static bool IsDigit(char c, int radix) => radix == 16 ? char.IsAsciiHexDigit(c) : c is >= '0' and <= '7';

    private static string Unescape(string body, char escape)
    {
        var value = new StringBuilder(body.Length);
        for (var i = 0; i < body.Length; i++)
        {
            if (body[i] != escape || i + 1 >= body.Length)
            {
                value.Append(body[i]);
                continue;
            }

            if (body[i + 1] == escape)
            {
                value.Append(escape);
                i++;
                continue;
            }

            var (from, digits) = body[i + 1] == '+' ? (i + 2, 6) : (i + 1, 4);
            if (from + digits <= body.Length
                && int.TryParse(body.AsSpan(from, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var point))
            {
                AppendCodePoint(value, point);
                i = from + digits - 1;
            }
            else
            {
                value.Append(body[i]);
            }
        }

        return value.ToString();
    }

    private static void AppendCodePoint(StringBuilder value, int point)
    {
        // Escaped surrogate halves arrive one by one and join in the string.
        if (point is >= 0 and <= char.MaxValue)
        {
            value.Append((char)point);
        }
        else if (Rune.IsValid(point))
        {
            value.Append(new Rune(point));
        }
    }
}
