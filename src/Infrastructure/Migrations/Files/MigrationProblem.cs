namespace Agora.Migrations.Files;

/// <summary>Why a file cannot be run as it is. Found without a connection.</summary>
/// <param name="Rule">Stable id of the rule catalogue, such as PGM617.</param>
/// <param name="File">Path below the directory of migrations, with forward slashes.</param>
/// <param name="Line">From 1.</param>
public sealed record MigrationProblem(string Rule, string File, int Line, int Column, string Message)
{
    public override string ToString() => $"{File}:{Line}:{Column} {Rule} {Message}";
}
