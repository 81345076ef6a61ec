namespace Agora.Migrations;

/// <summary>Why a run stopped, with everything that a person needs to continue.</summary>
/// <param name="Message">One or two full sentences.</param>
public sealed record MigrationFailure(MigratorExit Exit, string Message)
{
    public long? Version { get; init; }

    /// <summary>Path below the directory, with line and column from 1.</summary>
    public string? File { get; init; }

    public int? Line { get; init; }

    public int? Column { get; init; }

    public string? SqlState { get; init; }

    public string? Detail { get; init; }

    /// <summary>What to do now, as a sentence or a command.</summary>
    public string? Hint { get; init; }

    /// <summary>The statement, as in the file.</summary>
    public string? Sql { get; init; }

    /// <summary>The single problems, when there are several.</summary>
    public IReadOnlyList<string> Details { get; init; } = [];
}

/// <summary>Ends a run. Caught once, by <see cref="Migrator"/>, and turned into a report.</summary>
public sealed class MigrationException(MigrationFailure failure, Exception? inner = null) : Exception(failure.Message, inner)
{
    public MigrationException(MigratorExit exit, string message)
        : this(new MigrationFailure(exit, message))
    {
    }

    public MigrationFailure Failure => failure;
}
