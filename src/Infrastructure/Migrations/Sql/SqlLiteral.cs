namespace Agora.Migrations.Sql;

/// <summary>Text as a string constant of SQL, for statements that take no parameters.</summary>
internal static class SqlLiteral
{
    public static string Of(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}
