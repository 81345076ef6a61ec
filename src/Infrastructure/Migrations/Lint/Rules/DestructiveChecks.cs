using Agora.Migrations.Files;
using Agora.Migrations.Sql;
using Agora.Migrations.Statements;

namespace Agora.Migrations.Lint.Rules;

internal static class DestructiveChecks
{
    public static void Check(StatementContext context)
    {
        AccessChecks.UsesNewLabel(context);
        switch (context.Statement)
        {
            case DropObjects drop:
                Drop(context, drop);
                break;
            case AlterTable alter when context.IsExisting(alter.Name):
                foreach (var action in alter.Actions)
                {
                    Alter(context, alter, action);
                }

                break;
            case AlterObject change:
                Alter(context, change);
                break;
            case RenameEnumValue rename when !context.Schema.IsNewType(rename.Type):
                Report(
                    context,
                    DestructiveRules.Rename,
                    $"The release that still runs knows the label '{rename.Label}'.",
                    slug: "rename-enum-value");
                break;
            case OtherStatement { Source: var other } when other.Is(0, "drop") && other.Is(1, "owned"):
                Report(
                    context,
                    DestructiveRules.DropSchema,
                    "Everything that these roles own in this database is gone, and every right that they were given.",
                    slug: "drop-owned");
                break;
            case OtherStatement { Source: var other } when other.Is(0, "reassign") && other.Is(1, "owned"):
                context.Report(
                    DestructiveRules.Owner,
                    "Everything that these roles own in this database moves to another owner.",
                    slug: "reassign-owned");
                break;
            default:
                AccessChecks.Check(context);
                break;
        }
    }

    /// <summary>In a contract file taking things away is the point; in an expand file nothing may be taken.</summary>
    private static void Report(StatementContext context, Rule rule, string message, SqlFragment? at = null, string? slug = null)
    {
        switch (context.File.Body.Settings.Phase)
        {
            case MigrationPhase.Contract when context.File.File.Kind == LintFileKind.Up:
                context.Report(rule, message, at, Severity.Info, slug);
                break;
            case MigrationPhase.Expand when context.File.File.Kind == LintFileKind.Up:
                context.Report(rule, $"{message} An expand file must not take anything away.", at, Severity.Error, slug);
                break;
            default:
                context.Report(rule, message, at, slug: slug);
                break;
        }
    }

    private static void Drop(StatementContext context, DropObjects drop)
    {
        var names = string.Join(", ", drop.Names.Select(name => drop.Kind is SchemaObjectKind.Table ? context.Full(name) : name));
        switch (drop.Kind)
        {
            case SchemaObjectKind.Table or SchemaObjectKind.ForeignTable when drop.Names.Any(context.IsExisting):
                Report(context, DestructiveRules.DropTable, $"The rows of {names} are gone, and the release that still runs fails.");
                break;
            case SchemaObjectKind.Schema or SchemaObjectKind.Database:
                Report(
                    context,
                    DestructiveRules.DropSchema,
                    $"Everything in {names} is gone.",
                    slug: drop.Kind == SchemaObjectKind.Schema ? "drop-schema" : "drop-database");
                break;
            case SchemaObjectKind.Index:
                foreach (var name in drop.Names.Where(context.IsExisting))
                {
                    DropIndex(context, name);
                }

                break;
            case SchemaObjectKind.Function or SchemaObjectKind.Procedure or SchemaObjectKind.Routine or SchemaObjectKind.Aggregate
                when drop.Names.Any(name => !context.Schema.IsNewRoutine(name)):
                Report(context, DestructiveRules.ReplaceFunction, $"Callers of {names} fail.", slug: "drop-function");
                break;
        }

        if (drop.Cascade)
        {
            Report(context, DestructiveRules.Cascade, "CASCADE removes objects that are not named here.");
        }
    }

    private static void DropIndex(StatementContext context, ObjectName name)
    {
        var table = context.Schema.TableOfIndex(name);
        var index = table?.Index(name.Name);
        var isCovered = index is not null && table!.Indexes.Exists(other =>
            other.Name != index.Name && other.Method == index.Method && other.Where?.Normalized() == index.Where?.Normalized()
            && other.Elements.Count >= index.Elements.Count
            && other.Elements.Take(index.Elements.Count).SequenceEqual(index.Elements, StringComparer.Ordinal)
            && (!index.IsUnique || (other.IsUnique && other.Elements.Count == index.Elements.Count)));
        if (index is null && context.File.IsExternal)
        {
            context.Report(
                DestructiveRules.DropIndex, $"The files do not say whether another index serves the queries of {context.Full(name)}.",
                severity: Severity.Info);
        }
        else if (!isCovered)
        {
            Report(context, DestructiveRules.DropIndex, $"No other index serves the queries of {context.Full(name)}.");
        }
    }

    private static void Alter(StatementContext context, AlterTable alter, AlterAction action)
    {
        var relation = context.Full(alter.Name);
        switch (action)
        {
            case DropColumn drop:
                Report(
                    context,
                    DestructiveRules.DropColumn,
                    $"The values of {relation}.{drop.Column} are gone.{AlsoLost(context, alter, drop)}",
                    drop.Source);
                Cascade(context, drop.Cascade, drop.Source);
                break;
            case DropConstraint drop:
                Cascade(context, drop.Cascade, drop.Source);
                break;
            case RenameColumn rename when !Reappears(context, alter, rename.Column):
                Report(
                    context,
                    DestructiveRules.Rename,
                    $"The release that still runs asks {relation} for {rename.Column}.",
                    rename.Source,
                    "rename-column");
                break;
            case RenameTo rename when alter.Kind != SchemaObjectKind.Index && !HasView(context, relation):
                Report(
                    context, DestructiveRules.Rename, $"The release that still runs asks for {relation}.", rename.Source, "rename-table");
                break;
            case SetSchema set when !HasView(context, relation):
                Report(context, DestructiveRules.Rename, $"The release that still runs asks for {relation}.", set.Source, "set-schema");
                break;
            case SetColumnType set when Locks.TypeChange.Narrows(context.Schema.Table(alter.Name)?.Column(set.Column)?.Type, set.Type):
                NarrowInExpand(context, set);
                break;
            case OwnerTo owner:
                context.Report(
                    DestructiveRules.Owner,
                    $"{relation} moves to {owner.Owner}, with every right of an owner.",
                    owner.Source,
                    slug: "change-owner");
                break;
        }
    }

    private static void NarrowInExpand(StatementContext context, SetColumnType set)
    {
        if (context.File.Body.Settings.Phase == MigrationPhase.Expand)
        {
            context.Report(
                DestructiveRules.ContractAge,
                $"An expand file must not narrow {set.Column}: the release that still runs writes the old type.",
                set.Source,
                slug: "narrow-in-expand");
        }
    }

    private static void Cascade(StatementContext context, bool cascade, SqlFragment at)
    {
        if (cascade)
        {
            Report(context, DestructiveRules.Cascade, "CASCADE removes objects that are not named here.", at);
        }
    }

    /// <summary>Indexes and constraints over several columns, and functions whose text names the column.</summary>
    private static string AlsoLost(StatementContext context, AlterTable alter, DropColumn drop)
    {
        if (context.Schema.Table(alter.Name) is not { } table)
        {
            return "";
        }

        var indexes = table.Indexes
            .Where(index => index.Columns.Count + index.Included.Count > 1
                && (index.Columns.Contains(drop.Column, StringComparer.Ordinal)
                    || index.Included.Contains(drop.Column, StringComparer.Ordinal)))
            .Select(index => index.Name)
            .ToList();
        var functions = context.Schema.RoutinesNaming(drop.Column)
            .Where(routine => routine.Definition.Body.Names(table.Name.Name))
            .Select(routine => routine.Name.ToString())
            .ToList();
        var vanish = indexes.Count > 0 ? $" {string.Join(", ", indexes)} vanishes with it." : "";
        return functions.Count > 0 ? $"{vanish} {string.Join(", ", functions)} names it and fails when called." : vanish;
    }

    /// <summary>True when the same step gives the table a column of the old name again.</summary>
    private static bool Reappears(StatementContext context, AlterTable alter, string column) => context.LaterInStep.Any(later =>
        later is AlterTable other && context.Full(other.Name) == context.Full(alter.Name)
        && other.Actions.Any(action => action is AddColumn add && add.Column.Name == column));

    private static bool HasView(StatementContext context, ObjectName relation) =>
        context.LaterInStep.Any(later => later is CreateView view && context.Full(view.Name) == relation);

    private static void Alter(StatementContext context, AlterObject change)
    {
        var isCalledByName = change.Kind is SchemaObjectKind.Schema or SchemaObjectKind.Sequence or SchemaObjectKind.Type
            or SchemaObjectKind.Domain or SchemaObjectKind.Function or SchemaObjectKind.Procedure or SchemaObjectKind.Routine;
        var isNew = context.Schema.IsNewRoutine(change.Name) || context.Schema.IsNewType(change.Name) || context.Schema.IsNew(change.Name);
        if (change.RenameTo is not null && isCalledByName && !isNew)
        {
            Report(
                context,
                DestructiveRules.Rename,
                $"The release that still runs asks for {change.Name}.",
                slug: change.Kind == SchemaObjectKind.Schema ? "rename-schema" : null);
        }

        if (change.SetSchema is not null && change.Kind is not SchemaObjectKind.Extension && !isNew)
        {
            Report(context, DestructiveRules.Rename, $"The release that still runs asks for {change.Name}.", slug: "set-schema");
        }

        if (change.Kind == SchemaObjectKind.Type && !context.Schema.IsNewType(change.Name) && change.Source.IndexOf("cascade") >= 0)
        {
            Report(
                context,
                DestructiveRules.Cascade,
                $"CASCADE changes every table of the type {change.Name}, which is locked, and rewritten or robbed of a column.");
        }

        if (change.OwnerTo is { } owner && !isNew)
        {
            context.Report(DestructiveRules.Owner, $"{change.Name} moves to {owner}, with every right of an owner.", slug: "change-owner");
        }
    }
}
