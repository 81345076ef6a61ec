using System.Text;
using Agora.Migrations.Sql;
using Agora.Migrations.Statements;

namespace Agora.Migrations.Lint.Rules;

internal static class StyleChecks
{
    public static void Check(StatementContext context)
    {
        if (!context.File.HasStyle)
        {
            return;
        }

        LongNames(context);
        switch (context.Statement)
        {
            case CreateTable { Query: null } create:
                Table(context, create);
                break;
            case CreateIndex { Name: { } name } create:
                Name(context, name, create.Source, create.Unique ? ["_key", "_idx"] : ["_idx"]);
                break;
            case CreateView view:
                Qualified(context, view.Name);
                Name(context, view.Name.Name, view.Source);
                break;
            case CreateSequence sequence:
                Qualified(context, sequence.Name);
                break;
            case CreateRoutine routine:
                Qualified(context, routine.Name);
                break;
            case CreateEnum type:
                Qualified(context, type.Name);
                break;
            case AlterTable alter:
                foreach (var action in alter.Actions)
                {
                    Alter(context, action);
                }

                break;
        }
    }

    private static void Table(StatementContext context, CreateTable create)
    {
        if (create.IfNotExists)
        {
            context.ReportRewrite(
                StyleRules.Guarded, "The guard accepts a table of another shape.",
                [new RewriteStep(new SqlEditor(create.Source).Remove(create.Source.IndexOf("if"), 3).ToString())]);
        }

        if (create.IsTemporary)
        {
            return;
        }

        Qualified(context, create.Name);
        Name(context, create.Name.Name, create.Source);
        var constraints = create.Constraints.Concat(create.Columns.SelectMany(column => column.Constraints)).ToList();
        var keys = constraints
            .Where(constraint => constraint.Kind is ConstraintKind.PrimaryKey or ConstraintKind.ForeignKey)
            .SelectMany(constraint => constraint.Columns)
            .ToHashSet(StringComparer.Ordinal);
        foreach (var column in create.Columns)
        {
            Column(context, column, keys.Contains(column.Name));
        }

        foreach (var constraint in constraints)
        {
            Name(context, constraint);
        }

        var inherits = create.PartitionOf is not null || create.Likes.Count > 0 || create.Inherits.Count > 0;
        var full = context.Full(create.Name);
        var hasKey = constraints.Exists(constraint => constraint.Kind == ConstraintKind.PrimaryKey) || GetsKeyLater(context, full);
        if (!inherits && !create.IsForeign && !hasKey)
        {
            context.Report(StyleRules.NoPrimaryKey, $"Rows of {full} cannot be distinguished.");
        }

        if (create.PartitionOf is null
            && !context.Later.Any(
                later => later is CommentOn { Kind: SchemaObjectKind.Table, IsColumn: false } comment
                    && context.Full(comment.Name) == full))
        {
            context.Report(StyleRules.Comment, $"What is a row of {full}?");
        }

        Size(context, create);
    }

    private static bool GetsKeyLater(StatementContext context, ObjectName table) => context.Later.Any(later =>
        later is AlterTable alter && context.Full(alter.Name) == table
        && alter.Actions.Any(action => action is AddConstraint { Constraint.Kind: ConstraintKind.PrimaryKey }));

    private static void Size(StatementContext context, CreateTable create)
    {
        if (create.Columns.Count > context.Options.MaxColumns)
        {
            context.Report(
                StyleRules.ManyColumns, $"{create.Columns.Count} columns, where the policy allows {context.Options.MaxColumns}.");
        }

        var lost = ColumnAlignment.Lost(create.Columns);
        if (lost >= 8)
        {
            context.Report(StyleRules.Alignment, $"In this order each row loses {lost} bytes to alignment.");
        }
    }

    private static void Alter(StatementContext context, AlterAction action)
    {
        switch (action)
        {
            case AddColumn add:
                Column(
                    context,
                    add.Column,
                    add.Column.Constraints.Any(constraint => constraint.Kind is ConstraintKind.PrimaryKey or ConstraintKind.ForeignKey));
                foreach (var constraint in add.Column.Constraints)
                {
                    Name(context, constraint);
                }

                break;
            case AddConstraint add:
                Name(context, add.Constraint);
                break;
        }
    }

    private static void Column(StatementContext context, ColumnDefinition column, bool isKey)
    {
        var type = column.Type;
        Name(context, column.Name, column.Source);
        if ((isKey || column.IsIdentity) && type.Base is "int4" or "int2" or "serial" or "smallserial")
        {
            context.Report(
                StyleRules.BigKeys,
                $"{column.Name} runs out at {(type.Base is "int2" or "smallserial" ? "32,767" : "2,147,483,647")}.",
                type.Source);
        }

        if (type.IsSerial)
        {
            context.Report(
                StyleRules.Identity, $"{column.Name}: GENERATED ALWAYS AS IDENTITY says the same, with less to go wrong.", type.Source);
        }

        switch (type.Base)
        {
            case "varchar" when type.Modifiers.Count > 0:
                context.Report(
                    StyleRules.Text,
                    $"{column.Name}: text with CHECK (char_length({column.Name}) <= {type.Modifiers[0]}) can be changed later.",
                    type.Source);
                break;
            case "timestamp":
                context.Report(StyleRules.TimeZone, $"{column.Name} does not say which moment it means.", type.Source);
                break;
            case "bpchar":
                context.Report(StyleRules.Char, $"{column.Name} is padded with spaces.", type.Source);
                break;
        }
    }

    private static void Name(StatementContext context, ConstraintDefinition constraint)
    {
        if (constraint.Name is { } name)
        {
            Name(context, name, constraint.Source, constraint.Kind switch
            {
                ConstraintKind.PrimaryKey => ["_pkey"],
                ConstraintKind.ForeignKey => ["_fkey"],
                ConstraintKind.Unique => ["_key"],
                ConstraintKind.Exclude => ["_excl"],
                ConstraintKind.Check => ["_check", "_not_null"],
                _ => [],
            });
        }
    }

    private static void Name(StatementContext context, string name, SqlFragment at, params IReadOnlyCollection<string> endings)
    {
        var isPlain = name.Length > 0 && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_');
        if (!isPlain)
        {
            context.Report(StyleRules.Naming, $"\"{name}\" is not in lower-case words with underscores.", at);
        }
        else if (endings.Count > 0 && !endings.Any(ending => name.EndsWith(ending, StringComparison.Ordinal)))
        {
            context.Report(StyleRules.Naming, $"{name} does not end in {string.Join(" or ", endings)}.", at);
        }
    }

    private static void Qualified(StatementContext context, ObjectName name)
    {
        if (name.Schema is null)
        {
            context.Report(StyleRules.Qualified, $"{name} lands in the first schema of the search path.");
        }
    }

    private static void LongNames(StatementContext context)
    {
        foreach (var token in context.Statement.Source.Span)
        {
            if (token.IsIdentifier && token.Length > SqlReader.NameBytes / 3
                && Encoding.UTF8.GetByteCount(SqlText.Name(token, context.Statement.Source.Script)) is var bytes and > SqlReader.NameBytes)
            {
                context.Report(
                    StyleRules.LongName,
                    $"{bytes} bytes, of which the server keeps {SqlReader.NameBytes}.",
                    new SqlFragment(context.Statement.Source.Script, new[] { token }));
            }
        }
    }
}
