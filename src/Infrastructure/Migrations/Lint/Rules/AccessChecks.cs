using Agora.Migrations.Sql;
using Agora.Migrations.Statements;

namespace Agora.Migrations.Lint.Rules;

/// <summary>Rights, roles, functions and enums: PGM507 to PGM512.</summary>
internal static class AccessChecks
{
    public static void Check(StatementContext context)
    {
        switch (context.Statement)
        {
            case GrantPrivileges { IsRevoke: false } grant:
                Grant(context, grant);
                break;
            case DefineRole role:
                context.Report(
                    DestructiveRules.Grant,
                    role.HasPassword
                        ? $"The password of {role.Name} stands in the file, in its history and in the server's log."
                        : $"Roles such as {role.Name} are made outside migrations.",
                    slug: role.HasPassword ? "password-in-sql" : role.IsAlter ? "alter-role" : "create-role");
                break;
            case CreateRoutine routine:
                Routine(context, routine);
                break;
            case CreateEnum create:
                context.Report(DestructiveRules.CreateEnum, $"Labels of {create.Name} can be added but never removed.");
                break;
            case AddEnumValue add:
                if (!add.IsPlaced)
                {
                    context.Report(DestructiveRules.EnumOrder, $"'{add.Label}' sorts behind all other labels. Is that its place?");
                }

                break;
        }

        UsesNewLabel(context);
    }

    private static void Grant(StatementContext context, GrantPrivileges grant)
    {
        if (grant.Grantees.Contains("public", StringComparer.Ordinal))
        {
            context.Report(DestructiveRules.Grant, "PUBLIC is every role, also future ones.", slug: "grant-public");
        }

        if (!grant.IsMembership && grant.Privileges.Contains("all", StringComparer.Ordinal))
        {
            context.Report(
                DestructiveRules.Grant, "ALL includes privileges that are rarely meant, such as TRUNCATE and TRIGGER.", slug: "grant-all");
        }

        if (grant.WithGrantOption)
        {
            context.Report(DestructiveRules.Grant, "The grantee may grant it to others.", slug: "grant-option");
        }
    }

    private static void Routine(StatementContext context, CreateRoutine routine)
    {
        if (routine is { IsSecurityDefiner: true, SetsSearchPath: false })
        {
            context.Report(
                DestructiveRules.Owner,
                $"{routine.Name} runs with its owner's rights in a search path that the caller chooses.",
                slug: "security-definer-search-path");
        }

        var before = context.Schema.Routine(routine.Name)?.Definition;
        if (routine.OrReplace && before is not null && !context.Schema.IsNewRoutine(routine.Name)
            && (before.Arguments != routine.Arguments || before.Returns != routine.Returns))
        {
            context.Report(
                DestructiveRules.ReplaceFunction,
                before.Arguments != routine.Arguments
                    ? $"{routine.Name}({before.Arguments}) stays beside this one, and callers may keep finding it."
                    : $"The server refuses to replace {routine.Name} with another return type.",
                slug: "replace-function-signature");
        }
    }

    /// <summary>Also as a default, in a check or a policy: the server reads the value when the statement runs.</summary>
    public static void UsesNewLabel(StatementContext context)
    {
        if (!context.InTransaction || context.Step.AddedLabels.Count == 0 || context.Statement is AddEnumValue or CommentOn or DoBlock)
        {
            return;
        }

        foreach (var token in context.Statement.Source.Span)
        {
            if (token.IsString && token.Kind != SqlTokenKind.DollarString)
            {
                var value = SqlText.Value(token, context.Statement.Source.Script);
                foreach (var (type, label) in context.Step.AddedLabels)
                {
                    if (label == value)
                    {
                        context.ReportRewrite(
                            DestructiveRules.EnumValueUsed,
                            $"'{label}' was added to {type} in this transaction and cannot be used before it ends (55P04).",
                            [new RewriteStep(context.Statement.Source.Text) { IsSeparate = true }]);
                        return;
                    }
                }
            }
        }
    }
}
