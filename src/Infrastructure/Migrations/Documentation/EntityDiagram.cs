using System.Text;

namespace Agora.Migrations.Documentation;

/// <summary>Tables, their keys and who points to whom, as a Mermaid diagram.</summary>
internal static class EntityDiagram
{
    public static string Mermaid(SchemaDescription schema)
    {
        var text = new StringBuilder("erDiagram\n");
        var tables = schema.Relations.Where(relation => relation.IsTable).ToList();
        foreach (var table in tables)
        {
            text.Append("    ")
                .Append(Id(table.Name))
                .Append("[\"")
                .Append(table.Name.Replace("\"", "", StringComparison.Ordinal))
                .Append("\"] {\n");
            foreach (var column in schema.Columns.Where(column => column.Relation == table.Name))
            {
                var keys = Keys(schema, column);
                if (keys.Length > 0)
                {
                    text.Append("        ")
                        .Append(Word(column.Type))
                        .Append(' ')
                        .Append(Word(column.Name))
                        .Append(' ')
                        .Append(keys)
                        .Append('\n');
                }
            }

            text.Append("    }\n");
        }

        // A key that leads out of the schemas shown would draw an empty box.
        var shown = tables.Select(table => table.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var key in schema.ForeignKeys.Where(key => shown.Contains(key.Target)))
        {
            text.Append("    ").Append(Id(key.Target)).Append(key.IsOptional ? " |o--" : " ||--").Append(key.IsUnique ? "o| " : "o{ ")
                .Append(Id(key.Relation)).Append(" : \"").Append(key.Columns.Replace("\"", "", StringComparison.Ordinal)).Append("\"\n");
        }

        return text.ToString();
    }

    private static string Keys(SchemaDescription schema, ColumnDescription column)
    {
        var isPrimary = schema.Constraints.Any(constraint =>
            constraint.Relation == column.Relation
                && constraint.Definition.StartsWith("PRIMARY KEY", StringComparison.Ordinal)
                && Lists(constraint.Definition, column.Name));
        var isForeign = schema.ForeignKeys.Any(
            key => key.Relation == column.Relation && key.Columns.Split(", ").Contains(column.Name, StringComparer.Ordinal));
        return (isPrimary, isForeign) switch { (true, true) => "PK, FK", (true, false) => "PK", (false, true) => "FK", _ => "" };
    }

    private static bool Lists(string definition, string column)
    {
        var open = definition.IndexOf('(', StringComparison.Ordinal);
        var close = definition.IndexOf(')', StringComparison.Ordinal);
        return open >= 0
            && close > open
            && definition[(open + 1)..close].Split(", ").Contains(Sql.ObjectName.Spell(column), StringComparer.Ordinal);
    }

    private static string Id(string name) => Word(name.Replace('.', '_'));

    /// <summary>Mermaid's grammar has no quoting for types and columns.</summary>
    private static string Word(string text)
    {
        var word = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            word.Append(char.IsAsciiLetterOrDigit(c) || c is '[' or ']' ? c : '_');
        }

        return word.Length > 0 && char.IsAsciiLetter(word[0]) ? word.ToString() : $"x{word}";
    }
}
