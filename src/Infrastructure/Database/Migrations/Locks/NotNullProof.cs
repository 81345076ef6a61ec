using Agora.Infrastructure.Database.Migrations.Schemas;
using Agora.Infrastructure.Database.Migrations.Sql;
using Agora.Infrastructure.Database.Migrations.Statements;

namespace Agora.Infrastructure.Database.Migrations.Locks;

/// <summary>Whether a CHECK already says what SET NOT NULL is about to look for.</summary>
internal static class NotNullProof
{
    /// <summary>A constraint that proves the column, validated or not; the validated one first.</summary>
    public static ConstraintState? Find(TableState? table, string column) => table?.Constraints
        .Where(constraint => constraint.Kind == ConstraintKind.Check && Proves(constraint.Expression, column))
        .OrderByDescending(constraint => constraint.IsValidated)
        .FirstOrDefault();

    /// <summary>True for <c>c IS NOT NULL</c>, also as one part of a conjunction. <c>c &gt; 0</c> is no proof: NULL passes it.</summary>
    public static bool Proves(SqlFragment expression, string column)
    {
        expression = Strip(expression);
        if (expression.IsEmpty)
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

        var and = expression.IndexOf("and");
        return and < 0
            ? IsTest(expression, column, "is", "not", "null")
            : Proves(new SqlFragment(expression.Script, expression.Tokens[..and]), column) || Proves(expression.From(and + 1), column);
    }

    private static bool IsTest(SqlFragment expression, string column, params ReadOnlySpan<string> words)
    {
        var reader = new SqlReader(expression);
        var operand = reader.Is(0, SqlTokenKind.LeftParen) ? new SqlReader(reader.Parentheses()).Name() : reader.Name();
        return operand == column && reader.Take(words) && reader.AtEnd;
    }

    private static SqlFragment Strip(SqlFragment expression)
    {
        while (expression.Is(0, SqlTokenKind.LeftParen))
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
