using System.Text;
using Agora.Migrations.Running;

namespace Agora.Migrations.Documentation;

/// <summary>The schema as a page for people. For the SQL itself there is the snapshot.</summary>
public sealed class SchemaPage
{
    public const string FileName = "SCHEMA.md";

    private readonly StringBuilder text = new();
    private readonly SchemaDescription schema;

    private readonly string program;

    private SchemaPage(SchemaDescription schema, string program) => (this.schema, this.program) = (schema, program);

    /// <param name="schemas">Those of the policy's snapshot.</param>
    public static async Task<string> ReadAsync(MigratorOptions options, IReadOnlyList<string> schemas, CancellationToken ct)
    {
        await using var connection = await ServerConnection.OpenAsync(options.ConnectionString, "migrate docs", onNotice: null, ct);
        return Markdown(await new SchemaCatalogue(connection, schemas).ReadAsync(ct), options.Program);
    }

    internal static string Markdown(SchemaDescription schema, string program) => new SchemaPage(schema, program).Write();

    private string Write()
    {
        var tables = schema.Relations.Where(relation => relation.IsTable).ToList();
        var views = schema.Relations.Where(relation => !relation.IsTable).ToList();
        Line("# The schema");
        Line();
        Line(
            $"Made from the catalogue of a migrated database by `{program} docs`, not by hand. `schema.sql` beside it holds the same as "
            + "SQL, with the bodies of functions and views.");
        Line();
        Line("Tables: " + string.Join(", ", tables.Select(Link)) + ".");
        Line();
        if (views.Count > 0)
        {
            Line("Views: " + string.Join(", ", views.Select(Link)) + ".");
            Line();
        }

        Line("## Diagram");
        Line();
        Line("Keys only. A line ends in a fork where many rows point to one.");
        Line();
        Line("```mermaid");
        text.Append(EntityDiagram.Mermaid(schema));
        Line("```");
        foreach (var relation in tables.Concat(views))
        {
            Relation(relation);
        }

        Routines();
        return text.ToString();
    }

    private static string Link(RelationDescription relation) =>
        $"[{relation.Name}](#"
        + string.Concat(relation.Name.ToLowerInvariant().Where(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-'))
        + ")";

    private void Relation(RelationDescription relation)
    {
        Line();
        Line($"## {relation.Name}");
        Line();
        var traits = string.Join(
            "; ",
            new[] { relation.IsTable && relation.Kind == "table" ? "" : relation.Kind, relation.Traits }.Where(part => part.Length > 0));
        if (relation.Comment is { } comment)
        {
            Line(Plain(comment));
            Line();
        }

        if (traits.Length > 0)
        {
            Line($"{char.ToUpperInvariant(traits[0])}{traits[1..]}.");
            Line();
        }

        Line("| column | type | null | default | meaning |");
        Line("|---|---|---|---|---|");
        foreach (var column in schema.Columns.Where(column => column.Relation == relation.Name))
        {
            // A view does not know whether a column may be null.
            var isNull = !relation.IsTable ? "" : column.NotNull ? "no" : "yes";
            Line(
                $"| {Cell(column.Name)} | {Cell(column.Type)} | {isNull} "
                + $"| {(column.Value is null ? "" : Cell(Code(column.Value)))} | {Cell(Plain(column.Comment ?? ""))} |");
        }

        Items(
            "Indexes",
            schema.Indexes.Where(index => index.Relation == relation.Name).Select(index => $"`{index.Name}`: {Code(index.Definition)}"));
        Items(
            "Constraints",
            schema.Constraints.Where(constraint => constraint.Relation == relation.Name)
                .Select(constraint => $"`{constraint.Name}`: {Code(constraint.Definition)}"));
        Items("Foreign keys", schema.ForeignKeys.Where(key => key.Relation == relation.Name)
            .Select(key => $"`{key.Name}`: ({key.Columns}) to {key.Target} ({key.TargetColumns}), on delete {key.Rule}"));
        Items(
            "Referenced by",
            schema.ForeignKeys.Where(key => key.Target == relation.Name)
                .Select(key => $"{key.Relation} ({key.Columns}), on delete {key.Rule}"));
        Items("Policies", schema.Policies.Where(policy => policy.Relation == relation.Name).Select(Policy));
        Items(
            "Triggers",
            schema.Triggers.Where(trigger => trigger.Relation == relation.Name)
                .Select(trigger => $"`{trigger.Name}`: {Code(trigger.Definition)}"));
        Items("Grants", schema.Grants.Where(grant => grant.Object == relation.Name).Select(Grant));
    }

    private static string Policy(PolicyDescription policy) =>
        $"`{policy.Name}`: {(policy.IsRestrictive ? "restricts " : "")}{policy.Command} for {policy.Roles}"
        + (policy.Using is null ? "" : $", rows {Code(policy.Using)}")
        + (policy.Check is null || policy.Check == policy.Using ? "" : $", new rows {Code(policy.Check)}");

    private static string Grant(GrantDescription grant) => $"{grant.Grantee}: {grant.Rights}";

    private void Routines()
    {
        if (schema.Routines.Count == 0)
        {
            return;
        }

        Line();
        Line("## Functions");
        Line();
        Line("| function | returns | kind | may be called by | meaning |");
        Line("|---|---|---|---|---|");
        foreach (var routine in schema.Routines)
        {
            var callers = string.Join(", ", schema.Grants.Where(grant => grant.Object == routine.Signature).Select(grant => grant.Grantee));
            Line(
                $"| {Cell(Code(routine.Signature))} | {Cell(Code(routine.Result))} | {Cell(routine.Traits)} "
                + $"| {callers} | {Cell(Plain(routine.Comment ?? ""))} |");
        }
    }

    private void Items(string title, IEnumerable<string> items)
    {
        var lines = items.ToList();
        if (lines.Count == 0)
        {
            return;
        }

        Line();
        Line($"{title}:");
        Line();
        foreach (var line in lines)
        {
            Line($"- {line}");
        }
    }

    private void Line(string line = "") => text.Append(line).Append('\n');

    private static string OneLine(string sql) =>
        string.Join(' ', sql.Split(['\r', '\n', ' ', '\t'], StringSplitOptions.RemoveEmptyEntries));

    /// <summary>A code span that may itself hold a backtick.</summary>
    private static string Code(string sql)
    {
        var line = OneLine(sql);
        return line.Contains('`', StringComparison.Ordinal) ? $"`` {line} ``" : $"`{line}`";
    }

    /// <summary>Text in which Markdown sees nothing of its own.</summary>
    private static string Plain(string comment)
    {
        var plain = new StringBuilder(comment.Length);
        foreach (var c in OneLine(comment))
        {
            plain.Append(c is '\\' or '`' or '*' or '_' or '[' or ']' or '<' or '>' or '#' ? $"\\{c}" : $"{c}");
        }

        return plain.ToString();
    }

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);
}
