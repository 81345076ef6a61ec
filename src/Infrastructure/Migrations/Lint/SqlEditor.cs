using System.Text;
using Agora.Migrations.Statements;

namespace Agora.Migrations.Lint;

/// <summary>Changes a statement where it has to change and keeps the author's writing everywhere else.</summary>
internal sealed class SqlEditor(SqlFragment source)
{
    private readonly List<(int Start, int End, string Text)> edits = [];

    /// <param name="at">Index of a token; the text follows it after a space.</param>
    public SqlEditor InsertAfter(int at, string text)
    {
        edits.Add((source.Span[at].End, source.Span[at].End, " " + text));
        return this;
    }

    public SqlEditor Append(string text) => InsertAfter(source.Count - 1, text);

    /// <summary>Takes tokens out, with the space that follows them.</summary>
    public SqlEditor Remove(int at, int count)
    {
        if (count > 0)
        {
            var end = at + count < source.Count ? source.Span[at + count].Start : source.Span[at + count - 1].End;
            var start = at + count < source.Count || at == 0 ? source.Span[at].Start : source.Span[at - 1].End;
            edits.Add((start, end, ""));
        }

        return this;
    }

    public SqlEditor Replace(SqlFragment part, string text)
    {
        edits.Add((part.First.Start, part.Last.End, text));
        return this;
    }

    public override string ToString()
    {
        var text = new StringBuilder();
        var at = source.First.Start;
        foreach (var (start, end, replacement) in edits.OrderBy(edit => edit.Start).ThenBy(edit => edit.End))
        {
            // Two removals side by side both claim the space between them.
            text.Append(source.Script, at, Math.Max(start - at, 0)).Append(replacement);
            at = Math.Max(at, end);
        }

        return text.Append(source.Script, at, source.Last.End - at).ToString();
    }
}
