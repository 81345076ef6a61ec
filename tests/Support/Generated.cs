using System.Runtime.CompilerServices;
using Shouldly;

namespace Agora.Testing;

/// <summary>
/// Files that are made from the program and committed, so that a reader of a change sees what it changes for others. A
/// test compares; with <c>AGORA_UPDATE_GENERATED=1</c> it writes instead (build/generated.sh).
/// </summary>
public static class Generated
{
    private static readonly bool Update = Environment.GetEnvironmentVariable("AGORA_UPDATE_GENERATED") == "1";

    /// <param name="path">From the root of the repository.</param>
    public static void ShouldBeCurrent(string path, string made)
    {
        var file = Path.Combine(Root(), path);
        if (Update)
        {
            File.WriteAllText(file, made);
            return;
        }

        var committed = File.Exists(file) ? File.ReadAllText(file) : "";
        committed.ShouldBe(made, $"{path} is not what the program makes. Run build/generated.sh and read the difference.");
    }

    private static string Root([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", ".."));
}
