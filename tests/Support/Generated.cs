using System.Runtime.CompilerServices;
using Shouldly;

namespace Agora.Testing;

/// <summary>
/// Files that are made from the program and committed, so that a reader of a change sees what it changes for others. A
/// test compares; with <c>AGORA_UPDATE_GENERATED=1</c> it writes instead (build/generated.sh).
/// </summary>
public static class Generated
{
    /// <summary>The root of the repository.</summary>
    public static string Folder { get; } = Root();

    private static readonly bool Update = Environment.GetEnvironmentVariable("AGORA_UPDATE_GENERATED") == "1";

    /// <param name="path">From the root of the repository.</param>
    public static void ShouldBeCurrent(string path, string made)
    {
        var file = Path.Combine(Folder, path);
        if (Update)
        {
            File.WriteAllText(file, made);
            return;
        }

        var committed = File.Exists(file) ? File.ReadAllText(file) : "";
        if (committed != made)
        {
            throw new ShouldAssertException(
                $"{path} is not what the program makes. Run build/generated.sh and read the "
                + $"difference.\n{FirstDifference(committed, made)}");
        }
    }

    private static string FirstDifference(string committed, string made)
    {
        var old = committed.Split('\n');
        var now = made.Split('\n');
        var line = Enumerable.Range(0, Math.Max(old.Length, now.Length))
            .First(i => old.ElementAtOrDefault(i) != now.ElementAtOrDefault(i));
        return $"Line {line + 1} is: {old.ElementAtOrDefault(line) ?? "(missing)"}\n"
            + $"and would be: {now.ElementAtOrDefault(line) ?? "(missing)"}";
    }

    private static string Root([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", ".."));
}
