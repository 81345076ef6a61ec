using Agora.Migrations.Locks;
using Agora.Migrations.Sql;
using Agora.Migrations.Statements;

namespace Agora.Migrations.Lint.Rules;

/// <summary>Tables as a whole, views, triggers, policies and sequences.</summary>
internal static class TableChecks
{
    public static void Check(StatementContext context)
    {
        switch (context.Statement)
        {
            case AlterTable { Kind: SchemaObjectKind.Table } alter when context.IsExisting(alter.Name):
                foreach (var action in alter.Actions)
                {
                    Alter(context, alter, action);
                }

                break;
            case OtherStatement { Source: var other } when other.Is(0, "alter")
                && other.IndexOf("all") is > 0 and var all
                && other.Is(all + 1, "in")
                && other.Is(all + 2, "tablespace"):
                context.Report(
                    TableRules.Storage,
                    "Blocks reads and writes of every relation of the tablespace until all of them are rewritten.",
                    slug: "all-in-tablespace");
                break;
            case AlterTable { Kind: SchemaObjectKind.View or SchemaObjectKind.MaterializedView } alter when context.IsExisting(alter.Name):
                context.Report(TableRules.ReplaceView, $"Readers of {context.Full(alter.Name)} wait while this waits for those before it.");
                break;
            case CreateTable { PartitionOf: { } parent } create when context.IsExisting(parent):
                Partitions.Create(context, create, parent);
                break;
            case CreateView { OrReplace: true } view when context.Schema.Table(view.Name) is not null && context.IsExisting(view.Name):
                context.Report(TableRules.ReplaceView, $"Readers of {context.Full(view.Name)} wait while this waits for those before it.");
                break;
            case DropObjects drop:
                Drop(context, drop);
                break;
            case CreateTrigger trigger when context.IsExisting(trigger.Table):
                context.Report(TableRules.Trigger, $"Writers of {context.Full(trigger.Table)} wait while this waits for those before it.");
                break;
            case CreateRule rule when context.IsExisting(rule.Table):
                context.Report(TableRules.DropTrigger, $"Readers of {context.Full(rule.Table)} wait while this waits for those before it.");
                break;
            case AlterObject { Kind: SchemaObjectKind.Trigger or SchemaObjectKind.Rule, Table: { } table } when context.IsExisting(table):
                context.Report(TableRules.DropTrigger, $"Readers of {context.Full(table)} wait while this waits for those before it.");
                break;
            case DefinePolicy policy when context.IsExisting(policy.Table):
                context.Report(TableRules.Policy, $"Readers of {context.Full(policy.Table)} wait while this waits for those before it.");
                break;
            default:
                Maintenance(context);
                break;
        }
    }

    private static void Maintenance(StatementContext context)
    {
        switch (context.Statement)
        {
            case RefreshMaterializedView { Concurrently: false } refresh when context.IsExisting(refresh.Name):
                var at = refresh.Source.IndexOf("view");
                context.ReportRewrite(
                    TableRules.Refresh, $"Readers of {context.Full(refresh.Name)} wait until its query is done.",
                    [new RewriteStep(new SqlEditor(refresh.Source).InsertAfter(at, "CONCURRENTLY").ToString())]);
                break;
            case AlterSequence sequence when context.IsExisting(sequence.Name):
                context.Report(
                    TableRules.AlterSequence,
                    $"nextval('{context.Full(sequence.Name)}') waits, and with it every insert that takes a number.");
                break;
            case Vacuum { Full: true } vacuum:
                context.Report(TableRules.VacuumFull, $"Blocks reads and writes of {Names(context, vacuum.Tables)} until it is rewritten.");
                break;
            case Cluster cluster:
                context.Report(
                    TableRules.VacuumFull,
                    $"Blocks reads and writes of {Names(context, cluster.Table is null ? [] : [cluster.Table])} until it is rewritten.");
                break;
            case Truncate truncate when truncate.Cascade || truncate.Tables.Any(context.IsExisting):
                context.Report(
                    TableRules.Truncate,
                    truncate.Cascade
                        ? "CASCADE also empties every table that "
                            + $"references {Names(context, truncate.Tables)}: {Victims(context, truncate)}."
                        : $"Every row of {Names(context, truncate.Tables)} is gone.",
                    slug: truncate.Cascade ? "truncate-cascade" : null);
                break;
            case LockTable explicitLock when explicitLock.Tables.Any(context.IsExisting):
                context.Report(
                    TableRules.LockTable, $"{explicitLock.Mode.ToUpperInvariant()} is held until the end of the step. What for?");
                break;
            case DefinePublication publication:
                Publication(context, publication);
                break;
            case CreateExtension extension:
                context.Report(TableRules.Extension, $"{extension.Name} needs rights that a migration should not have.");
                break;
        }
    }

    private static string Names(StatementContext context, IReadOnlyList<ObjectName> tables) =>
        tables.Count == 0 ? "any table" : string.Join(", ", tables.Select(context.Full));

    private static string Victims(StatementContext context, Truncate truncate)
    {
        var named = truncate.Tables.Select(context.Full).ToHashSet();
        var others = context.Effects.Relations.Where(effect => !named.Contains(effect.Relation))
            .Select(effect => effect.Relation.ToString()).ToList();
        return others.Count == 0 ? "none that the files know" : string.Join(", ", others);
    }

    private static void Alter(StatementContext context, AlterTable alter, AlterAction action)
    {
        var table = context.Full(alter.Name);
        switch (action)
        {
            case AttachPartition attach:
                Partitions.Attach(context, alter, attach);
                break;
            case DetachPartition detach:
                Partitions.Detach(context, alter, detach);
                break;
            case ToggleTrigger:
                context.Report(TableRules.Trigger, $"Writers of {table} wait while this waits for those before it.", action.Source);
                break;
            case ToggleRule:
                context.Report(TableRules.DropTrigger, $"Readers of {table} wait while this waits for those before it.", action.Source);
                break;
            case SetLogged { Logged: false }:
                context.Report(
                    TableRules.Storage,
                    $"Blocks reads and writes of {table} until it is rewritten, and a crash empties it.",
                    action.Source);
                break;
            case SetLogged or SetAccessMethod or SetTablespace:
                context.Report(TableRules.Storage, $"Blocks reads and writes of {table} until it is rewritten.", action.Source);
                break;
            case ChangeRowSecurity:
                context.Report(TableRules.Policy, $"Readers of {table} wait while this waits for those before it.", action.Source);
                break;
            case ClusterOn or SetOptions or SetColumnSetting { Kind: ColumnSettingKind.Statistics or ColumnSettingKind.Options }:
                context.Report(
                    TableRules.Options,
                    context.Effects.Strongest == LockMode.AccessExclusive
                        ? $"This option stops readers of {table} for a moment."
                        : "Only VACUUM and other DDL wait.",
                    action.Source);
                break;
        }
    }

    private static void Drop(StatementContext context, DropObjects drop)
    {
        switch (drop.Kind)
        {
            case SchemaObjectKind.Trigger or SchemaObjectKind.Rule when drop.Table is { } table && context.IsExisting(table):
                context.Report(TableRules.DropTrigger, $"Readers of {context.Full(table)} wait while this waits for those before it.");
                break;
            case SchemaObjectKind.Policy when drop.Table is { } table && context.IsExisting(table):
                context.Report(TableRules.Policy, $"Readers of {context.Full(table)} wait while this waits for those before it.");
                break;
            case SchemaObjectKind.View or SchemaObjectKind.MaterializedView when drop.Names.Any(context.IsExisting):
                context.Report(TableRules.ReplaceView, $"Readers of {Names(context, drop.Names)} wait, and then fail.");
                break;
            case SchemaObjectKind.Extension:
                context.Report(
                    TableRules.Extension, $"Dropping {Names(context, drop.Names)} needs rights that a migration should not have.");
                break;
            case SchemaObjectKind.Table:
                Partitions.Drop(context, drop);
                break;
        }
    }

    private static void Publication(StatementContext context, DefinePublication publication)
    {
        foreach (var name in publication.Tables)
        {
            if (context.Schema.Table(name) is { IsComplete: true, PrimaryKey: null, HasReplicaIdentity: false } table)
            {
                context.Report(
                    TableRules.Publication,
                    $"{table.Name} has no primary key: from now on it refuses UPDATE and DELETE.",
                    severity: Severity.Warning);
            }
            else if (context.Schema.Table(name) is not { PrimaryKey: not null })
            {
                context.Report(
                    TableRules.Publication,
                    $"Has {context.Full(name)} a primary key or a replica identity? Without one it refuses UPDATE and DELETE.");
            }
        }
    }
}
