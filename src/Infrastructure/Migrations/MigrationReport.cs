namespace Agora.Migrations;

/// <summary>How a run ended.</summary>
/// <param name="Applied">Versions that this run applied or, going down, took back.</param>
/// <param name="Repeatables">Repeatable files that this run applied.</param>
/// <param name="Pending">Versions that are still to come.</param>
public sealed record MigrationReport(
    MigratorExit Exit,
    IReadOnlyList<long> Applied,
    IReadOnlyList<string> Repeatables,
    IReadOnlyList<long> Pending,
    MigrationFailure? Failure)
{
    public bool IsSuccess => Failure is null;
}
