using System.Globalization;
using System.Runtime.InteropServices;
using Agora.Migrations.Sql;
using Agora.Migrations.Statements;

namespace Agora.Migrations.Lint;

/// <summary>A stretch of a file. Lines and columns count from 1, columns in UTF-16 units; the end is behind the last character.</summary>
/// <param name="Start">Offset in UTF-16 units.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct TextRange(int Start, int End, int Line, int Column, int EndLine, int EndColumn)
{
    public static readonly TextRange Top = new(0, 0, 1, 1, 1, 1);

    internal static TextRange Of(SqlFragment fragment)
    {
        if (fragment.IsEmpty)
        {
            return Top;
        }

        return Between(fragment.First, fragment.Last, fragment.Script);
    }

    public static TextRange Of(in SqlToken token, string script) => Between(token, token, script);

    public static TextRange At(int line, int column) => new(0, 0, line, column, line, column);

    private static TextRange Between(in SqlToken first, in SqlToken last, string script)
    {
        var line = last.Line;
        var column = last.Column + last.Length;
        var text = last.Of(script);
        var breaks = text.Count('\n');
        if (breaks > 0)
        {
            line += breaks;
            column = text.Length - text.LastIndexOf('\n');
        }

        return new TextRange(first.Start, last.End, first.Line, first.Column, line, column);
    }
}

/// <summary>One replacement in the file of a finding. All edits of a finding belong together.</summary>
public sealed record TextEdit(TextRange Range, string Text);

/// <summary>An accepted finding: who reads the report sees why.</summary>
public sealed record Allowance(string Reason, DateOnly? Expires, int Line);

public sealed record Finding(Rule Rule, Severity Severity, string File, TextRange Range, string Message)
{
    /// <summary>Name of the case where a rule has several, otherwise the rule's own.</summary>
    public string Slug { get; init; } = Rule.Slug;

    /// <summary>What this very statement locks.</summary>
    public string Lock { get; init; } = Rule.Lock;

    /// <summary>rewrite, scan or none.</summary>
    public string Work { get; init; } = "none";

    /// <summary>The migration as it should be, ready to paste; or in words where names are missing.</summary>
    public string Recipe { get; init; } = Rule.Recipe;

    /// <summary>True when <see cref="Recipe"/> is SQL.</summary>
    public bool IsRewrite { get; init; }

    /// <summary>Edits that put the recipe in place; empty when a person has to decide.</summary>
    public IReadOnlyList<TextEdit> Fix { get; init; } = [];

    /// <summary>From 1; 0 for the file as a whole.</summary>
    public int Step { get; init; }

    /// <summary>Position of the statement in the file, from 0; null for the file as a whole.</summary>
    public int? Statement { get; init; }

    /// <summary>The line on which it begins, as it stands in the file.</summary>
    public string Excerpt { get; init; } = "";

    public Allowance? Allowed { get; init; }

    /// <summary>False for a file that was not changed: counted, not shown as an annotation.</summary>
    public bool IsInScope { get; init; } = true;

    /// <summary>Rows are lost for good when the statement runs.</summary>
    public bool LosesData { get; init; }

    public bool Counts => Allowed is null && Severity != Severity.Off;

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{File}:{Range.Line}:{Range.Column} {Rule.Id} {Message}");
}
