using Agora.Migrations.Locks;
using Agora.Migrations.Schemas;
using Agora.Migrations.Sql;
using Agora.Migrations.Statements;

namespace Agora.Migrations.Lint.Rules;

/// <summary>ALTER TABLE in the steps that let others work meanwhile.</summary>
internal static class AlterRewrites
{
    /// <summary>The statement without some of its actions; null when none is left.</summary>
    public static RewriteStep? Without(AlterTable alter, params IReadOnlyCollection<AlterAction> removed)
    {
        var kept = alter.Actions.Except(removed).ToList();
        return kept.Count == 0 ? null : new RewriteStep($"{Head(alter)} {string.Join(", ", kept.Select(action => action.Source.Text))}");
    }

    public static string Head(AlterTable alter)
    {
        var first = alter.Actions[0].Source.First;
        return alter.Source.Script[alter.Source.First.Start..first.Start].TrimEnd();
    }

    public static RewriteStep Alone(AlterTable alter, AlterAction action) =>
        new($"{Head(alter)} {action.Source.Text}") { IsSeparate = true };

    public static string NameOf(ObjectName table, ConstraintDefinition constraint) =>
        constraint.Name ?? AlterTableReplay.DefaultName(table.Name, constraint.Columns, constraint.Kind switch
        {
            ConstraintKind.PrimaryKey => "pkey",
            ConstraintKind.Unique => "key",
            ConstraintKind.ForeignKey => "fkey",
            ConstraintKind.Exclude => "excl",
            ConstraintKind.NotNull => "not_null",
            _ => "check",
        });

    /// <summary>Every CHECK and foreign key of the statement as NOT VALID, then one validation a step.</summary>
    public static IReadOnlyList<RewriteStep> NotValid(AlterTable alter)
    {
        var editor = new SqlEditor(alter.Source);
        var validations = new List<RewriteStep>();
        foreach (var add in alter.Actions.OfType<AddConstraint>().Where(IsSplit))
        {
            var constraint = add.Constraint;
            var name = ObjectName.Spell(NameOf(alter.Name, constraint));
            editor.Replace(add.Source, $"ADD CONSTRAINT {name} {Body(constraint)} NOT VALID");
            validations.Add(new RewriteStep($"{Target(alter)} VALIDATE CONSTRAINT {name}"));
        }

        return [new RewriteStep(editor.ToString()), .. validations];
    }

    /// <summary>Columns of the statement without their inline constraints, which follow in steps of their own.</summary>
    public static IReadOnlyList<RewriteStep> SplitColumn(AlterTable alter, AddColumn add)
    {
        var column = add.Column;
        var editor = new SqlEditor(alter.Source);
        var bare = new SqlEditor(column.Source);
        var steps = new List<RewriteStep>();
        foreach (var constraint in column.Constraints)
        {
            bare.Remove(IndexOf(column.Source, constraint.Source.First), constraint.Source.Count);
            var name = ObjectName.Spell(NameOf(alter.Name, constraint));
            switch (constraint.Kind)
            {
                case ConstraintKind.Unique or ConstraintKind.PrimaryKey:
                    steps.AddRange(UsingIndex(alter, constraint));
                    break;
                case ConstraintKind.ForeignKey:
                    var key = $"FOREIGN KEY ({ObjectName.Spell(column.Name)}) {Body(constraint)}";
                    steps.Add(new RewriteStep($"{Target(alter)} ADD CONSTRAINT {name} {key} NOT VALID") { IsSeparate = true });
                    steps.Add(new RewriteStep($"{Target(alter)} VALIDATE CONSTRAINT {name}"));
                    break;
                default:
                    steps.Add(new RewriteStep($"{Target(alter)} ADD CONSTRAINT {name} {Body(constraint)} NOT VALID") { IsSeparate = true });
                    steps.Add(new RewriteStep($"{Target(alter)} VALIDATE CONSTRAINT {name}"));
                    break;
            }
        }

        editor.Replace(column.Source, bare.ToString().TrimEnd());
        return [new RewriteStep(editor.ToString()), .. steps];
    }

    /// <summary>The proof, its validation, NOT NULL, and away with the proof.</summary>
    /// <param name="proof">A CHECK that says so already.</param>
    public static IReadOnlyList<RewriteStep> NotNull(AlterTable alter, string column, ConstraintState? proof)
    {
        var name = ObjectName.Spell(proof?.Name ?? AlterTableReplay.DefaultName(alter.Name.Name, [column], "not_null"));
        var quoted = ObjectName.Spell(column);
        var steps = new List<RewriteStep>();
        if (proof is null)
        {
            steps.Add(new RewriteStep($"{Target(alter)} ADD CONSTRAINT {name} CHECK ({quoted} IS NOT NULL) NOT VALID"));
        }

        if (proof is not { IsValidated: true })
        {
            steps.Add(new RewriteStep($"{Target(alter)} VALIDATE CONSTRAINT {name}") { IsSeparate = true });
        }

        steps.Add(new RewriteStep($"{Target(alter)} ALTER COLUMN {quoted} SET NOT NULL") { IsSeparate = true });
        steps.Add(new RewriteStep($"{Target(alter)} DROP CONSTRAINT {name}"));
        return steps;
    }

    /// <summary>The unique index concurrently, then the constraint that takes it over.</summary>
    public static IReadOnlyList<RewriteStep> UsingIndex(AlterTable alter, ConstraintDefinition constraint)
    {
        var name = ObjectName.Spell(NameOf(alter.Name, constraint));
        var columns = string.Join(", ", constraint.Columns.Select(ObjectName.Spell));
        var kind = constraint.Kind == ConstraintKind.PrimaryKey ? "PRIMARY KEY" : "UNIQUE";
        return
        [
            RewriteStep.Outside($"CREATE UNIQUE INDEX CONCURRENTLY {name} ON {alter.Name.Sql} ({columns})"),
            new RewriteStep($"{Target(alter)} ADD CONSTRAINT {name} {kind} USING INDEX {name}"),
        ];
    }

    public static string Target(AlterTable alter) => $"ALTER TABLE {alter.Name.Sql}";

    /// <summary>The constraint without its name and the words in front of it.</summary>
    private static string Body(ConstraintDefinition constraint)
    {
        var reader = new SqlReader(constraint.Source);
        if (reader.Take("constraint"))
        {
            reader.Name();
        }

        return reader.Rest().Text;
    }

    private static bool IsSplit(AddConstraint add) =>
        add.Constraint.Kind is ConstraintKind.Check or ConstraintKind.ForeignKey && ConstraintLocks.Scans(add.Constraint);

    private static int IndexOf(SqlFragment source, SqlToken token)
    {
        for (var i = 0; i < source.Count; i++)
        {
            if (source.Span[i].Start == token.Start)
            {
                return i;
            }
        }

        return 0;
    }
}
