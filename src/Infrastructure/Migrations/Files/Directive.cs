using Agora.Migrations.Sql;

namespace Agora.Migrations.Files;

/// <summary>One comment line <c>-- migrate: word key=value key="quoted value"</c>, cut into words and not yet checked.</summary>
/// <param name="Head">The first key; decides what the directive is.</param>
/// <param name="Pairs">All keys in order, the head included; the value is null for a bare word.</param>
/// <param name="Rest">The raw text after the head, for directives that hold SQL.</param>
internal sealed record Directive(SqlToken Comment, string Head, IReadOnlyList<KeyValuePair<string, string?>> Pairs, string Rest)
{
    private const string Prefix = "migrate:";

    /// <summary>True for a comment that addresses the migrator, even one that cannot be read.</summary>
    public static bool IsDirective(in SqlToken comment, string script) =>
        comment.Kind == SqlTokenKind.LineComment
        && comment.Of(script)[2..].TrimStart().StartsWith(Prefix, StringComparison.OrdinalIgnoreCase);

    /// <returns>The directive, or what is wrong with its form.</returns>
    public static (Directive? Directive, string? Error) Read(in SqlToken comment, string script)
    {
        var body = comment.Of(script)[2..].Trim();
        if (!body.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return (null, $"Write '{Prefix}' in lower case.");
        }

        var text = body[Prefix.Length..].Trim().ToString();
        var pairs = new List<KeyValuePair<string, string?>>();
        var at = 0;
        while (at < text.Length)
        {
            var (pair, error) = ReadPair(text, ref at);
            if (error is not null && pairs is not [{ Key: "assert", Value: null }, ..])
            {
                return (null, error);
            }

            pairs.Add(pair);
        }

        if (pairs.Count == 0)
        {
            return (null, "The directive says nothing.");
        }

        var head = pairs[0].Key;
        return (new Directive(comment, head, pairs, text[Math.Min(text.Length, head.Length)..].TrimStart()), null);
    }

    private static (KeyValuePair<string, string?> Pair, string? Error) ReadPair(string text, ref int at)
    {
        var keyStart = at;
        while (at < text.Length && text[at] != '=' && text[at] != ' ')
        {
            at++;
        }

        var key = text[keyStart..at];
        string? value = null;
        string? error = null;
        if (at < text.Length && text[at] == '=')
        {
            at++;
            (value, error) = at < text.Length && text[at] == '"' ? ReadQuoted(text, ref at) : (ReadBare(text, ref at), null);
        }

        while (at < text.Length && text[at] == ' ')
        {
            at++;
        }

        return (new(key, value), error);
    }

    private static string ReadBare(string text, ref int at)
    {
        var space = text.IndexOf(' ', at);
        var end = space < 0 ? text.Length : space;
        var value = text[at..end];
        at = end;
        return value;
    }

    private static (string Value, string? Error) ReadQuoted(string text, ref int at)
    {
        var end = text.IndexOf('"', at + 1);
        if (end < 0)
        {
            at = text.Length;
            return ("", "A quoted value has no closing quote.");
        }

        var value = text[(at + 1)..end];
        at = end + 1;
        return (value, at < text.Length && text[at] != ' ' ? "A quoted value must be followed by a space." : null);
    }
}
