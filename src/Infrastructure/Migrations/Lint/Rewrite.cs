using System.Text;
using System.Text.RegularExpressions;
using Agora.Migrations.Files;
using Agora.Migrations.Sql;
using Agora.Migrations.Statements;

namespace Agora.Migrations.Lint;

/// <summary>One step of the migration as it should be.</summary>
/// <param name="Sql">Statements without the last semicolon.</param>
internal sealed record RewriteStep(string Sql)
{
    /// <summary>False for statements that refuse a transaction.</summary>
    public bool Transaction { get; init; } = true;

    /// <summary>What follows the word step, such as <c>backfill table=app.t key=id</c>.</summary>
    public string? Settings { get; init; }

    public string? Assert { get; init; }

    /// <summary>True when the statement must not share the step of what stands before it.</summary>
    public bool IsSeparate { get; init; }

    public static RewriteStep Outside(string sql) => new(sql) { Transaction = false };
}

/// <summary>Puts steps in the place of a statement.</summary>
internal static partial class Rewrite
{
    /// <param name="inTransaction">Whether the step at hand is transactional.</param>
    public static string Text(IReadOnlyList<RewriteStep> steps, bool external, bool inTransaction) =>
        Text(
            steps,
            external,
            keepsFirst: steps[0] is { Settings: null, Assert: null, IsSeparate: false } first && first.Transaction == inTransaction,
            inTransaction);

    /// <summary>The edits that replace the statement, with the directives that the steps around it need.</summary>
    public static IReadOnlyList<TextEdit> Edits(
        SqlScript script, SqlStatement statement, MigrationStep step, IReadOnlyList<RewriteStep> steps)
    {
        var separator = Separator(script, step);
        var isFirst = step.Statements[0].Index == statement.Index;
        var isLast = step.Statements[^1].Index == statement.Index;
        var first = steps[0];
        var edits = new List<TextEdit>();
        var keepsFirst = first.Transaction == step.Settings.Transaction
            && first.Settings is null
            && ((first.Assert is null && !first.IsSeparate) || isFirst);
        var text = new StringBuilder();
        if (!keepsFirst && isFirst && separator is { } directive)
        {
            // The step begins here, so its own line changes; a second one would leave it empty.
            edits.Add(new TextEdit(TextRange.Of(directive, script.Text), Header(first, explicitly: true)));
            keepsFirst = true;
        }

        text.Append(Text(steps, external: false, keepsFirst, step.Settings.Transaction));
        if (!isLast && (steps.Count > 1 || !keepsFirst))
        {
            var reopened = separator is { } known
                ? known.Of(script.Text).ToString()
                : step.Settings.Transaction ? "-- migrate: step" : "-- migrate: step transaction=off";
            text.Append("\n\n").Append(reopened);
            var rest = statement.Script.AsSpan(WithSemicolon(statement).End);
            var lineEnd = rest.IndexOf('\n');
            text.Append((lineEnd < 0 ? rest : rest[..lineEnd]).IsWhiteSpace() ? "" : "\n");
        }

        edits.Add(new TextEdit(WithSemicolon(statement), text.ToString()));
        return edits;
    }

    private static string Text(IReadOnlyList<RewriteStep> steps, bool external, bool keepsFirst, bool inTransaction)
    {
        var text = new StringBuilder();
        for (var i = 0; i < steps.Count; i++)
        {
            var step = steps[i];
            if (i > 0)
            {
                text.Append("\n\n");
            }

            if (external && step.Settings is not null)
            {
                text.Append("-- in batches along the key, a transaction each: behind :lo, up to and with :hi\n");
            }
            else if (external)
            {
                text.Append(step.Transaction ? i > 0 ? "-- in a transaction of its own\n" : "" : "-- outside a transaction\n");
            }
            else if (i > 0 || !keepsFirst)
            {
                text.Append(Header(step, explicitly: step.Transaction && !inTransaction)).Append('\n');
            }

            if (step.Assert is not null && !external)
            {
                text.Append("-- migrate: assert ").Append(step.Assert).Append('\n');
            }

            text.Append(step.Sql).Append(';');
        }

        return text.ToString();
    }

    /// <summary>A remedy without the directives, which only our own runner reads.</summary>
    public static string ForOthers(string recipe)
    {
        foreach (var (directive, words) in Directives)
        {
            recipe = directive.Replace(recipe, words);
        }

        // In prose the words stand for themselves; in SQL they remain a comment.
        return recipe.Replace("`-- ", "`", StringComparison.Ordinal);
    }

    private static readonly (Regex Directive, string Words)[] Directives =
    [
        (Backfills(), "batches along the key, a transaction each${tick}"),
        (Outside(), "outside a transaction${tick}"),
        (Asserts(), "check first, and continue only when it is true: "),
        (Rest(), "a transaction of its own${tick}"),
    ];

    [GeneratedRegex("migrate: step backfill[^`\\n]*(?<tick>`?)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Backfills();

    [GeneratedRegex("migrate: step transaction=off[^`\\n]*(?<tick>`?)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Outside();

    [GeneratedRegex("migrate: assert ", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Asserts();

    [GeneratedRegex("migrate: [^`\\n]*(?<tick>`?)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Rest();

    private static string Header(RewriteStep step, bool explicitly)
    {
        var transaction = step.Settings is not null ? "" : !step.Transaction ? " transaction=off" : explicitly ? " transaction=on" : "";
        return $"-- migrate: step{transaction}{(step.Settings is null ? "" : " " + step.Settings)}";
    }

    private static SqlToken? Separator(SqlScript script, MigrationStep step)
    {
        foreach (var comment in script.Comments)
        {
            if (comment.Line == step.Line && Directive.IsDirective(comment, script.Text)
                && Directive.Read(comment, script.Text).Directive is { Head: "step" })
            {
                return comment;
            }
        }

        return null;
    }

    private static TextRange WithSemicolon(SqlStatement statement)
    {
        var range = TextRange.Of(statement.Fragment());
        var rest = statement.Script.AsSpan(range.End);
        var white = rest.Length - rest.TrimStart().Length;
        return white < rest.Length && rest[white] == ';' && rest[..white].IndexOf('\n') < 0
            ? range with { End = range.End + white + 1, EndColumn = range.EndColumn + white + 1 }
            : range;
    }
}
