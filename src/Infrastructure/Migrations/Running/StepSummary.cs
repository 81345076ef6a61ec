using Agora.Migrations.Files;

namespace Agora.Migrations.Running;

/// <summary>One line that tells a reader which step this is.</summary>
internal static class StepSummary
{
    private const int Width = 60;

    public static string Of(MigrationStep step)
    {
        var words = step.Statements[0].Text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        var line = string.Join(' ', words);
        line = line.Length <= Width ? line : $"{line[..(Width - 3)]}...";
        return step.Statements.Count == 1 ? line : $"{line} (+{step.Statements.Count - 1})";
    }
}
