using System.Text;
using Agora.Migrations.Sql;
using Agora.Migrations.Statements;

namespace Agora.Migrations.Recipes;

/// <summary>
/// What the author said, each piece read as the SQL that it is meant to be: nothing can end a statement and begin another.
/// </summary>
/// <param name="given">By the names of <see cref="RecipeParameter"/>; a switch has no values.</param>
public sealed class RecipeArguments(IReadOnlyDictionary<string, IReadOnlyList<string>> given)
{
    public bool Has(RecipeParameter parameter) => given.ContainsKey(parameter.Name);

    public ObjectName Table(RecipeParameter? parameter = null)
    {
        var name = Relation(parameter ?? RecipeParameter.Table, out var rest);
        return rest.IsEmpty ? name : throw Wrong(parameter ?? RecipeParameter.Table, "is one table with its schema, such as app.posts");
    }

    /// <summary>The table and columns of <c>app.users(id)</c>; without columns its id.</summary>
    public (ObjectName Table, IReadOnlyList<string> Columns) References()
    {
        var name = Relation(RecipeParameter.References, out var rest);
        if (rest.IsEmpty)
        {
            return (name, ["id"]);
        }

        var reader = new SqlReader(rest);
        var columns = reader.Is(0, SqlTokenKind.LeftParen) ? reader.Parentheses() : default;
        return columns.IsEmpty || !reader.AtEnd
            ? throw Wrong(RecipeParameter.References, "is a table with its key, such as app.users(id)")
            : (name, Names(RecipeParameter.References, columns.Text));
    }

    public string Column(RecipeParameter? parameter = null) =>
        Columns(parameter) is [var only] ? only : throw Wrong(parameter ?? RecipeParameter.Column, "is one column");

    public IReadOnlyList<string> Columns(RecipeParameter? parameter = null)
    {
        parameter ??= RecipeParameter.Column;
        return Names(parameter, One(parameter));
    }

    /// <summary>One column name, or what is agreed on when nothing was said.</summary>
    public string ColumnOr(RecipeParameter parameter, string otherwise) => Has(parameter) ? Column(parameter) : otherwise;

    /// <summary>An expression or a type. Null when it was not given.</summary>
    public string? Sql(RecipeParameter parameter) => Has(parameter) ? Checked(parameter, One(parameter)) : null;

    public string Needed(RecipeParameter parameter) => Checked(parameter, One(parameter));

    public IReadOnlyList<string> Many(RecipeParameter parameter) =>
        Has(parameter) ? [.. given[parameter.Name].Select(text => Checked(parameter, text))] : [];

    /// <summary>A string literal.</summary>
    public string Literal(RecipeParameter parameter)
    {
        var text = One(parameter);
        return text.Any(char.IsControl)
            ? throw Wrong(parameter, "stands on one line")
            : SqlLiteral.Of(text);
    }

    public string OnDelete()
    {
        var rule = One(RecipeParameter.OnDelete).Trim().ToUpperInvariant();
        return rule is "CASCADE" or "RESTRICT" or "NO ACTION" or "SET NULL"
            ? rule
            : throw Wrong(RecipeParameter.OnDelete, "is cascade, restrict, no action or set null");
    }

    /// <summary>A name of table and columns with its ending, unless the author chose one.</summary>
    public string NameOr(ObjectName table, IReadOnlyList<string> columns, string ending)
    {
        var name = Has(RecipeParameter.Named) ? Column(RecipeParameter.Named) : string.Join('_', [table.Name, .. columns, ending]);
        return Encoding.UTF8.GetByteCount(name) <= SqlReader.NameBytes
            ? name
            : throw new MigrationException(
                MigratorExit.Usage,
                $"{name} is longer than the {SqlReader.NameBytes} bytes of a name: choose a shorter one "
                + $"with --{RecipeParameter.Named.Name}.");
    }

    private ObjectName Relation(RecipeParameter parameter, out SqlFragment rest)
    {
        var reader = new SqlReader(Lexed(parameter, One(parameter)));
        var name = reader.Object();
        rest = reader.Rest();
        return name is { Schema: not null } ? name : throw Wrong(parameter, "is a table with its schema, such as app.posts");
    }

    private static List<string> Names(RecipeParameter parameter, string text)
    {
        var names = new List<string>();
        foreach (var item in text.Split(',', StringSplitOptions.TrimEntries))
        {
            var reader = new SqlReader(Lexed(parameter, item));
            var name = reader.Name();
            names.Add(
                name is { Length: > 0 } && reader.AtEnd ? name : throw Wrong(parameter, $"is a name or names with commas, not '{item}'"));
        }

        return names;
    }

    private string One(RecipeParameter parameter) =>
        given.TryGetValue(parameter.Name, out var values) && values is [var only] && !string.IsNullOrWhiteSpace(only)
        ? only
        : throw Wrong(parameter, Has(parameter) ? "takes one value" : "is missing");

    private static string Checked(RecipeParameter parameter, string text)
    {
        Lexed(parameter, text);
        return text.Trim();
    }

    /// <summary>The text as one piece of SQL without comments, line breaks, semicolons and open ends.</summary>
    private static SqlFragment Lexed(RecipeParameter parameter, string text)
    {
        // In parentheses, where an unbalanced one is an error of the script and not swallowed by what stands around it later.
        var script = SqlScript.Parse($"SELECT ({text});");
        var isOne = script is { HasErrors: false, Comments.Count: 0, Statements.Count: 1 } && !text.AsSpan().ContainsAny('\r', '\n', ';');
        if (!isOne || text.Contains(Successor.BodyTag, StringComparison.Ordinal) || Closes(script.Statements[0]))
        {
            throw Wrong(parameter, "is one piece of SQL on one line, without a semicolon or comment");
        }

        var code = script.Statements[0].Fragment();
        return new SqlFragment(code.Script, code.Tokens[2..^1]);
    }

    /// <summary>True when a parenthesis of the text closes the one around it.</summary>
    private static bool Closes(SqlStatement statement)
    {
        var depth = 0;
        var tokens = statement.Tokens;
        for (var i = 1; i < tokens.Length - 1; i++)
        {
            depth += tokens[i].Kind switch { SqlTokenKind.LeftParen => 1, SqlTokenKind.RightParen => -1, _ => 0 };
            if (depth == 0)
            {
                return true;
            }
        }

        return false;
    }

    private static MigrationException Wrong(RecipeParameter parameter, string what) =>
        new(MigratorExit.Usage, $"--{parameter.Name} {what}. {parameter.Meaning}");
}
