using Agora.Migrations.Locks;
using Agora.Migrations.Schemas;
using Agora.Migrations.Sql;
using Agora.Migrations.Statements;

namespace Agora.Migrations.Lint.Rules;

/// <summary>PGM401 to PGM406.</summary>
internal static class Partitions
{
    public static void Create(StatementContext context, CreateTable create, ObjectName parent)
    {
        var name = context.Full(parent);
        var other = context.Schema.Table(parent)?.DefaultPartition;
        var message = other is null
            ? $"Blocks reads and writes of {name} and all its partitions while this waits and works."
            : $"Blocks reads and writes of {name} and all its partitions, while {other} is searched for rows of the new one.";
        context.ReportRewrite(TableRules.PartitionOf, message, Steps(context, create, parent, other));
    }

    public static void Attach(StatementContext context, AlterTable alter, AttachPartition attach)
    {
        if (attach.Bound is null)
        {
            return;
        }

        var parts = context.Effects.Relations;
        var reads = parts.Where(effect => !effect.IsNew && effect.Scans).Select(effect => effect.Relation).ToList();
        var missing = PartitionLocks.MissingIndexes(alter.Name, attach.Partition, context.Schema).Select(index => index.Name).ToList();
        var other = context.Schema.Table(alter.Name)?.DefaultPartition;
        if (missing.Count > 0 && context.IsExisting(attach.Partition))
        {
            context.Report(
                TableRules.Attach,
                $"{context.Full(attach.Partition)} lacks {string.Join(", ", missing)}, built here while reads and writes wait.",
                attach.Source);
        }
        else if (reads.Count > 0)
        {
            context.Report(
                TableRules.Attach,
                $"Blocks reads and writes of {string.Join(", ", reads)} while all rows are read; a CHECK would spare it.",
                attach.Source);
        }
        else if (other is not null && context.IsExisting(other))
        {
            context.Report(TableRules.Attach, $"Readers of {other} wait while this waits for those before it.", attach.Source);
        }
    }

    public static void Detach(StatementContext context, AlterTable alter, DetachPartition detach)
    {
        var parent = context.Schema.Table(alter.Name);
        if (detach.Finalize)
        {
            return;
        }

        if (!detach.Concurrently)
        {
            var sql = new SqlEditor(alter.Source).Append("CONCURRENTLY").ToString();
            context.ReportRewrite(
                TableRules.Detach, $"Blocks reads and writes of {context.Full(alter.Name)} while this waits for those before it.",
                parent?.DefaultPartition is null ? [RewriteStep.Outside(sql)] : []);
            return;
        }

        context.Report(TableRules.DetachPending, "If it is interrupted, the partition is neither in nor out until DETACH ... FINALIZE.");
        if (parent?.DefaultPartition is { } other)
        {
            context.Report(TableRules.DetachDefault, $"{parent.Name} has a default partition, {other}: the server refuses.");
        }
    }

    public static void Drop(StatementContext context, DropObjects drop)
    {
        foreach (var name in drop.Names)
        {
            if (context.Schema.Table(name)?.PartitionOf is { } parent
                && context.IsExisting(parent)
                && !drop.Names.Any(other => context.Full(other) == parent))
            {
                var local = context.Full(name);
                List<RewriteStep> steps = context.Schema.Table(parent)?.DefaultPartition is null
                    ? [RewriteStep.Outside(
                        $"ALTER TABLE {parent.Sql} DETACH PARTITION {local.Sql} CONCURRENTLY"), new RewriteStep($"DROP TABLE {local.Sql}")]
                    : [];
                context.ReportRewrite(
                    TableRules.DropPartition, $"Blocks reads and writes of {parent} while this waits for those before it.", steps);
            }
        }
    }

    /// <summary>
    /// A table like the parent with a CHECK of its bounds; a CHECK on the default partition that excludes them; then ATTACH.
    /// </summary>
    private static List<RewriteStep> Steps(StatementContext context, CreateTable create, ObjectName parent, ObjectName? other)
    {
        var name = create.Name.Sql;
        var bounds = Bounds(context.Schema.Table(parent), create);
        var values = create.Bound is { IsDefault: false } bound ? $"FOR VALUES {bound.Bound.Text}" : "DEFAULT";
        if (bounds is null)
        {
            return [new RewriteStep($"CREATE TABLE {name} (LIKE {parent.Sql} INCLUDING ALL)"), new(
                $"ALTER TABLE {parent.Sql} ATTACH PARTITION {name} {values}") { IsSeparate = true }];
        }

        var check = ObjectName.Spell($"{create.Name.Name}_bounds_check");
        List<RewriteStep> steps =
            [new($"CREATE TABLE {name} (\n    LIKE {parent.Sql} INCLUDING ALL,\n    CONSTRAINT {check} CHECK ({bounds})\n)")];
        if (other is not null)
        {
            steps.Add(
                new RewriteStep($"ALTER TABLE {other.Sql} ADD CONSTRAINT {check} CHECK (NOT ({bounds})) NOT VALID") { IsSeparate = true });
            steps.Add(new RewriteStep($"ALTER TABLE {other.Sql} VALIDATE CONSTRAINT {check}"));
        }

        steps.Add(new RewriteStep($"ALTER TABLE {parent.Sql} ATTACH PARTITION {name} {values}") { IsSeparate = true });
        return steps;
    }

    /// <summary>The bounds as a condition, for a range over one column; null for what has to be written by hand.</summary>
    private static string? Bounds(TableState? parent, CreateTable create)
    {
        if (create.Bound is not { IsDefault: false } bound || parent is not { PartitionedBy: "range", PartitionColumn: { } column })
        {
            return null;
        }

        var reader = new SqlReader(bound.Bound);
        var from = reader.Take("from") ? reader.Parentheses() : SqlFragment.None;
        var to = reader.Take("to") ? reader.Parentheses() : SqlFragment.None;
        if (from.Count == 0 || to.Count == 0 || from.Mentions("minvalue") || to.Mentions("maxvalue"))
        {
            return null;
        }

        var spelled = ObjectName.Spell(column);
        return $"{spelled} IS NOT NULL AND {spelled} >= {from.Text} AND {spelled} < {to.Text}";
    }
}
