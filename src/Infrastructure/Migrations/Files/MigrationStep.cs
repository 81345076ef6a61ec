using Agora.Migrations.Sql;

namespace Agora.Migrations.Files;

/// <summary>The unit of atomicity, of retry and of the journal.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Line">Where the step begins in the file.</param>
public sealed record MigrationStep(
    int Number, int Line, StepSettings Settings, IReadOnlyList<SqlStatement> Statements, IReadOnlyList<AssertDirective> Asserts);

/// <summary>A file read in full: what it says about itself and its steps.</summary>
public sealed record MigrationBody(
    SqlScript Script,
    FileSettings Settings,
    IReadOnlyList<MigrationStep> Steps,
    IReadOnlyList<AllowDirective> Allows,
    IReadOnlyList<MigrationProblem> Problems)
{
    public int StatementCount => Steps.Sum(step => step.Statements.Count);
}
