using System.Diagnostics;

namespace Agora.Api.Tests.Metrics;

/// <summary>The checker of Prometheus. Tests that need it are left out where it is not installed (apt-get install prometheus).</summary>
internal static class Promtool
{
    private const string Program = "promtool";

    public static bool IsInstalled { get; } = Find();

    /// <summary>Its exit code and all that it says.</summary>
    public static async Task<(int Exit, string Output)> RunAsync(IReadOnlyList<string> arguments, string input = "")
    {
        var start = new ProcessStartInfo(Program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output + await errors);
    }

    private static bool Find()
    {
        var isThere = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Any(folder => File.Exists(Path.Combine(folder, Program)));
        if (!isThere)
        {
            Console.WriteLine("Left out: there is no promtool on this machine. Install it: apt-get install prometheus");
        }

        return isThere;
    }
}
