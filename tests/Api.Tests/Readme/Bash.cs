using System.Diagnostics;

namespace Agora.Api.Tests.Readme;

/// <summary>Runs commands as they stand in a page, and stops at the first that fails.</summary>
internal static class Bash
{
    public static async Task<(int Exit, string Output, string Errors)> RunAsync(string script)
    {
        using var process = Start(script, new Dictionary<string, string?>(StringComparer.Ordinal));
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await errors);
    }

    /// <param name="environment">Variables that are set, or with null removed.</param>
    public static Process Start(string script, IReadOnlyDictionary<string, string?> environment, string workingDirectory = "")
    {
        var start = new ProcessStartInfo("bash", ["-euo", "pipefail", "-c", script])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = workingDirectory,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }
}
