using Agora.Migrations.Files;
using Agora.Migrations.Locks;

namespace Agora.Migrations.Running;

/// <summary>One step to run, with where it comes from and how to record it.</summary>
/// <param name="File">Path for messages.</param>
/// <param name="Record">Our own statements for the end of the same transaction; may refuse by throwing.</param>
internal sealed record StepWork(
    MigrationFile File, MigrationStep Step, Func<StepOutcome, IReadOnlyList<RecordCommand>> Record);

/// <param name="MustReturnRow">When set and no row comes back, the step is rolled back with this reason.</param>
internal sealed record RecordCommand(SqlCommand Command, string? MustReturnRow = null);

/// <param name="LockWait">Time spent on attempts that got no lock, and resting between them.</param>
internal sealed record StepOutcome(int Attempts, TimeSpan LockWait, TimeSpan Duration, LockClass Class);
