using Agora.Migrations.Sql;

namespace Agora.Migrations.Lint;

/// <param name="Start">Offset of the backslash.</param>
public sealed record PsqlUse(int Start, string Command);

/// <summary>
/// A script for psql as the server gets to see it: backslash commands and the data behind COPY FROM STDIN are blanks, and a command
/// that sends the query is a semicolon. Nothing moves, so that every place stays where it is in the file.
/// </summary>
internal sealed class PsqlText
{
    private static readonly HashSet<string> Senders =
        new(["g", "gx", "gset", "gexec", "gdesc", "bind", "crosstabview", "watch"], StringComparer.Ordinal);

    private readonly string text;
    private readonly char[] kept;
    private readonly List<PsqlUse> uses = [];
    private bool isEmpty = true;
    private bool isCopy;
    private bool readsInput;

    private PsqlText(string text)
    {
        this.text = text;
        kept = text.ToCharArray();
    }

    public static (string Sql, IReadOnlyList<PsqlUse> Uses) Read(string text)
    {
        if (!text.Contains('\\', StringComparison.Ordinal))
        {
            return (text, []);
        }

        var script = new PsqlText(text);
        for (var at = 0; at < text.Length;)
        {
            at = script.ReadOn(at);
        }

        return (new string(script.kept), script.uses);
    }

    /// <summary>Reads until something follows that is no SQL, and tells where that ends.</summary>
    private int ReadOn(int from)
    {
        var lexer = new SqlLexer(text, from, text.Length, 1, 1);
        var previous = "";
        while (lexer.TryNext(out var token))
        {
            if (token.IsComment)
            {
                continue;
            }

            if (token.Kind == SqlTokenKind.Other && text[token.Start] == '\\')
            {
                return Command(token.Start);
            }

            if (token.Kind == SqlTokenKind.Semicolon)
            {
                var data = isCopy && readsInput ? Data(LineEnd(token.Start)) : -1;
                (isEmpty, isCopy, readsInput) = (true, false, false);
                if (data >= 0)
                {
                    return data;
                }

                continue;
            }

            var word = token.Kind == SqlTokenKind.Word ? text.Substring(token.Start, token.Length).ToLowerInvariant() : "";
            isCopy |= isEmpty && word == "copy";
            readsInput |= previous == "from" && word == "stdin";
            isEmpty = false;
            previous = word;
        }

        return text.Length;
    }

    private int Command(int start)
    {
        var end = LineEnd(start);
        var name = new string([.. text[(start + 1)..end].TakeWhile(char.IsLetter)]);
        if (name.Length == 0 && start + 1 < end && text[start + 1] == ';')
        {
            end = start + 2;
        }

        var sends = end == start + 2 || Senders.Contains(name);
        uses.Add(new PsqlUse(start, name));
        Blank(start, end);
        if (sends && !isEmpty)
        {
            kept[start] = ';';
            (isEmpty, isCopy, readsInput) = (true, false, false);
        }

        var readsData = name == "copy" && text[start..end].Contains("from stdin", StringComparison.OrdinalIgnoreCase);
        return readsData && Data(end) is >= 0 and var data ? data : Math.Max(end, start + 1);
    }

    /// <summary>Blanks the lines up to the one that ends the data. Without one it is not for psql: -1.</summary>
    private int Data(int from)
    {
        for (var at = text.IndexOf(
            "\\.", from, StringComparison.Ordinal); at >= 0; at = text.IndexOf("\\.", at + 1, StringComparison.Ordinal))
        {
            if (at > 0 && text[at - 1] is '\n' or '\r' && LineEnd(at) == at + 2)
            {
                Blank(from, at + 2);
                return at + 2;
            }
        }

        return -1;
    }

    private void Blank(int from, int to)
    {
        for (var i = from; i < to; i++)
        {
            kept[i] = text[i] is '\r' or '\n' ? text[i] : ' ';
        }
    }

    private int LineEnd(int from) => text.AsSpan(from).IndexOfAny('\r', '\n') is >= 0 and var length ? from + length : text.Length;
}
