using Agora.Migrations.Schemas;
using Agora.Migrations.Sql;
using Agora.Migrations.Statements;

namespace Agora.Migrations.Locks;

/// <summary>Whether a CHECK already says what SET NOT NULL is about to look for.</summary>
internal static class NotNullProof
{
    /// <summary>A constraint that proves the column, validated or not; the validated one first.</summary>
    public static ConstraintState? Find(TableState? table, string column) => table?.Constraints
        .Where(constraint => constraint.Kind == ConstraintKind.Check && Proves(constraint.Expression, column))
        .OrderByDescending(constraint => constraint.IsValidated)
        .FirstOrDefault();

    /// <summary>True when the files validate a constraint of the table, and make neither it nor the column: it may be the proof.</summary>
    public static bool CanExist(TableState? table, string column) =>
        table is { ValidatedUnseen.Count: > 0 } && table.Column(column)?.Type is null;

    /// <summary>True for <c>c IS NOT NULL</c>, also as one part of a conjunction. <c>c &gt; 0</c> is no proof: NULL passes it.</summary>
    public static bool Proves(SqlFragment expression, string column) => Proves(expression, column, depth: 0);

    private static bool Proves(SqlFragment expression, string column, int depth)
    {
        expression = Strip(expression);
        if (expression.IsEmpty || depth > SqlReader.MostParentheses)
        {
            return false;
        }

        var negated = expression.Is(0, "not") && expression.Count > 1;
        if (negated)
        {
            return IsTest(Strip(expression.From(1)), column, "is", "null");
        }

        if (expression.IndexOf("or") >= 0)
        {
            return false;
        }

        var term = expression;
        for (var and = expression.IndexOf("and"); and >= 0; and = term.IndexOf("and"))
        {
            if (Proves(new SqlFragment(term.Script, term.Tokens[..and]), column, depth + 1))
            {
                return true;
            }

            term = term.From(and + 1);
        }

        return term.Count < expression.Count ? Proves(term, column, depth + 1) : IsTest(expression, column, "is", "not", "null");
    }

    private static bool IsTest(SqlFragment expression, string column, params ReadOnlySpan<string> words)
    {
        var reader = new SqlReader(expression);
        var operand = reader.Is(0, SqlTokenKind.LeftParen) ? new SqlReader(reader.Parentheses()).Name() : reader.Name();
        return operand == column && reader.Take(words) && reader.AtEnd;
    }

    private static SqlFragment Strip(SqlFragment expression)
    {
        for (var depth = 0; depth < SqlReader.MostParentheses && expression.Is(0, SqlTokenKind.LeftParen); depth++)
        {
            var reader = new SqlReader(expression);
            var inner = reader.Parentheses();
            if (!reader.AtEnd)
            {
                break;
            }

            expression = inner;
        }

        return expression;
    }
}
