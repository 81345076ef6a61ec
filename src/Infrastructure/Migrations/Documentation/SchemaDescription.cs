namespace Agora.Migrations.Documentation;

/// <summary>What a reader wants to know of a schema, as the catalogue tells it; every list in a stable order.</summary>
internal sealed record SchemaDescription(
    IReadOnlyList<RelationDescription> Relations,
    IReadOnlyList<ColumnDescription> Columns,
    IReadOnlyList<PartDescription> Indexes,
    IReadOnlyList<PartDescription> Constraints,
    IReadOnlyList<KeyDescription> ForeignKeys,
    IReadOnlyList<PolicyDescription> Policies,
    IReadOnlyList<PartDescription> Triggers,
    IReadOnlyList<RoutineDescription> Routines,
    IReadOnlyList<GrantDescription> Grants);

/// <param name="Name">With its schema, as in SQL.</param>
/// <param name="Kind">table, partitioned table, view or materialized view.</param>
/// <param name="Traits">Row-level security, partitioning, whose rights a view uses; empty when nothing is special.</param>
internal sealed record RelationDescription(string Name, string Kind, string? Comment, string Traits)
{
    public bool IsTable => Kind is "table" or "partitioned table";
}

/// <param name="Value">Default, identity or the expression that the column is generated from.</param>
internal sealed record ColumnDescription(string Relation, string Name, string Type, bool NotNull, string? Value, string? Comment);

/// <summary>An index, constraint or trigger.</summary>
internal sealed record PartDescription(string Relation, string Name, string Definition);

/// <param name="Rule">What happens when the row that is pointed to goes away.</param>
/// <param name="IsUnique">At most one row points to another.</param>
internal sealed record KeyDescription(
    string Relation, string Target, string Name, string Columns, string TargetColumns, string Rule, bool IsOptional, bool IsUnique);

internal sealed record PolicyDescription(
    string Relation, string Name, string Command, string Roles, string? Using, string? Check, bool IsRestrictive);

internal sealed record RoutineDescription(string Signature, string Result, string Traits, string? Comment);

/// <param name="Rights">In brief: whole privileges, and those that hold for some columns with their number.</param>
internal sealed record GrantDescription(string Object, string Grantee, string Rights);
