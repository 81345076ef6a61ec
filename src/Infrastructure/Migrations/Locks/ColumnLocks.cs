using Agora.Migrations.Schemas;
using Agora.Migrations.Sql;
using Agora.Migrations.Statements;

namespace Agora.Migrations.Locks;

/// <summary>What ALTER TABLE does to columns.</summary>
internal static class ColumnLocks
{
    /// <summary>True when adding this column computes a value for every row.</summary>
    public static bool RewritesForColumn(ColumnDefinition column, SchemaModel schema) =>
        column.Type.IsSerial || column.IsIdentity || column.Generated is not null
        || (column.Default is { } expression && Volatility.VolatileCall(expression, schema) is not null)
        || schema.Type(column.Type.Name) is { Kind: TypeKind.Domain, IsConstrained: true };

    public static void Add(ObjectName name, ColumnDefinition column, EffectCollector effects)
    {
        var rewrites = RewritesForColumn(column, effects.Schema);
        var scans = column.Constraints.Any(constraint => constraint.Kind is not ConstraintKind.ForeignKey);
        effects.AddFamily(name, LockMode.AccessExclusive, scans, rewrites);
        foreach (var constraint in column.Constraints)
        {
            if (constraint.References is { } parent && effects.Schema.Resolve(parent) != effects.Schema.Resolve(name))
            {
                // Rows that all hold NULL need no look at the parent.
                var isNull = column.Default is not { } expression || (expression.Count == 1 && expression.Is(0, "null"));
                effects.Add(parent, LockMode.ShareRowExclusive, scans: !isNull && !ConstraintLocks.IsEmpty(name, effects.Schema));
                effects.AddTree(name, LockMode.AccessExclusive, scans: column.Default is not null);
            }
        }
    }

    public static void SetNotNull(ObjectName name, SetNotNull set, bool isOnlyAction, EffectCollector effects)
    {
        var table = effects.Schema.Table(name);
        var isProven = table?.Column(set.Column)?.NotNull == true
            || (isOnlyAction && NotNullProof.Find(table, set.Column) is { IsValidated: true });
        effects.AddFamily(name, LockMode.AccessExclusive, scans: !isProven);
    }

    public static void Drop(ObjectName name, DropColumn drop, EffectCollector effects)
    {
        effects.AddFamily(name, LockMode.AccessExclusive);
        foreach (var key in KeysOn(name, drop.Column, effects.Schema))
        {
            effects.Add(key.References!, LockMode.AccessExclusive);
        }

        if (drop.Cascade)
        {
            ConstraintLocks.DropKeysTo(name, [drop.Column], effects);
            TableLocks.DropViews(effects.Schema.Resolve(name), effects);
        }
    }

    public static void SetType(ObjectName name, SetColumnType set, EffectCollector effects)
    {
        var schema = effects.Schema;
        var table = schema.Table(name);
        var cost = TypeChange.CostOf(table?.Column(set.Column)?.Type, set, schema);
        var rewrites = cost is TypeChangeCost.Rewrite or TypeChangeCost.ConstrainedDomain or TypeChangeCost.Unknown;
        effects.AddFamily(name, LockMode.AccessExclusive, scans: !rewrites && HasHiddenWork(table, set), rewrites);
        foreach (var key in KeysOn(name, set.Column, schema))
        {
            effects.Add(key.References!, LockMode.AccessExclusive, scans: rewrites && key.IsValidated);
        }

        foreach (var (child, key) in TableLocks.ForeignKeysTo(name, schema))
        {
            if (References(key, set.Column, table))
            {
                effects.Add(child.Name, LockMode.AccessExclusive, scans: rewrites && key.IsValidated);
            }
        }
    }

    /// <summary>True when an index or CHECK over the column has to be built or proven anew although the rows stay as they are.</summary>
    public static bool HasHiddenWork(TableState? table, SetColumnType set) => HiddenWork(table, set) is not null;

    /// <summary>The index or constraint that makes a harmless looking type change expensive.</summary>
    public static string? HiddenWork(TableState? table, SetColumnType set)
    {
        if (table is null || TypeChange.IsSame(table.Column(set.Column)?.Type, set.Type))
        {
            return set.Collation is null
                ? null
                : table?.Indexes.Find(index => index.Columns.Contains(set.Column, StringComparer.Ordinal))?.Name;
        }

        var index = table.Indexes.Find(index =>
            index.Expressions.Any(expression => expression.Names(set.Column)) || index.Where?.Names(set.Column) == true
            || (IsCitext(table, set) && index.Columns.Contains(set.Column, StringComparer.Ordinal)));
        return index?.Name
            ?? table.Constraints.Find(
                constraint => constraint.Kind == ConstraintKind.Check && constraint.Expression.Names(set.Column))?.Name;
    }

    private static bool IsCitext(TableState table, SetColumnType set) =>
        table.Column(set.Column)?.Type?.Base == "citext" || set.Type.Base == "citext";

    private static IEnumerable<ConstraintState> KeysOn(ObjectName name, string column, SchemaModel schema) =>
        (schema.Table(name)?.Constraints ?? []).Where(constraint =>
            constraint.References is not null && constraint.Columns.Contains(column, StringComparer.Ordinal));

    /// <summary>True when the key of another table points at this column, named or by way of the primary key.</summary>
    public static bool References(ConstraintState key, string column, TableState? table) =>
        (key.ReferencedColumns.Count > 0 ? key.ReferencedColumns : table?.PrimaryKey?.Columns ?? [])
            .Contains(column, StringComparer.Ordinal);
}
