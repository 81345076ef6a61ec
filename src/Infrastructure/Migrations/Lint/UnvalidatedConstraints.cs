using Agora.Migrations.Lint.Rules;
using Agora.Migrations.Schemas;
using Agora.Migrations.Sql;
using Agora.Migrations.Statements;

namespace Agora.Migrations.Lint;

/// <summary>What is still unfinished when all files were read.</summary>
internal static class UnvalidatedConstraints
{
    public static void Check(SchemaModel schema, IReadOnlyList<FileContext> files)
    {
        var byPath = files.ToDictionary(file => file.Path, StringComparer.Ordinal);
        foreach (var table in schema.Tables())
        {
            foreach (var constraint in table.Constraints)
            {
                if (!constraint.IsValidated && constraint.Place is { } place && byPath.TryGetValue(place.File, out var file))
                {
                    Report(file, table, constraint, place);
                }
            }
        }
    }

    private static void Report(FileContext file, TableState table, ConstraintState constraint, SourcePlace place)
    {
        var statement = file.Body.Script.Statements.First(statement => statement.Line == place.Line);
        var step = file.Body.Steps.FirstOrDefault(step => step.Statements.Contains(statement));
        file.Add(new Finding(
            ConstraintRules.LeftNotValid, ConstraintRules.LeftNotValid.Severity, file.Path, TextRange.Of(statement.Fragment()),
            $"{constraint.Name} on {table.Name} is never validated: old rows are not held to it.")
        {
            Recipe = $"-- migrate: step\nALTER TABLE {table.Name.Sql} VALIDATE CONSTRAINT {ObjectName.Spell(constraint.Name)};",
            IsRewrite = true,
            Statement = statement.Index,
            Step = step?.Number ?? 1,
        });
    }
}
