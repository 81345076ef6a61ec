using System.Globalization;
using Agora.Migrations.Events;

namespace Agora.Api.Cli;

/// <summary>What a starting host says of its migrations: one line each, and what went wrong.</summary>
internal sealed class MigrationProgress(IProgress<string> progress) : IMigrationObserver
{
    public void On(MigrationEvent happened)
    {
        switch (happened)
        {
            case MigrationDone done:
                progress.Report(
                    string.Create(CultureInfo.InvariantCulture, $"Migrated {done.Version} {done.Name} in {done.DurationMs / 1000:F1} s"));
                break;
            case RunnerLockWaited waited:
                progress.Report($"Waiting for another migration run: {waited.Holder}");
                break;
            case Warned warned:
                progress.Report($"{warned.Code}: {warned.Message}");
                break;
        }
    }
}
