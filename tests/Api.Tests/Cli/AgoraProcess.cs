using System.Diagnostics;
using Agora.Testing;

namespace Agora.Api.Tests.Cli;

/// <summary>Runs the built program as its own process, as a person at a terminal would.</summary>
internal static class AgoraProcess
{
    private static string Program => typeof(AgoraHost).Assembly.Location;

    public static async Task<(int Exit, string Output, string Errors)> RunAsync(
        IReadOnlyDictionary<string, string> environment, string input, params string[] words)
    {
        using var process = Start(environment, words);
        return await EndAsync(process, input);
    }

    /// <param name="preparation">Commands of a shell that the program then takes the place of.</param>
    public static async Task<(int Exit, string Output, string Errors)> RunInShellAsync(string preparation, params string[] words)
    {
        using var process = Process.Start(Redirected("sh", ["-c", preparation + "; exec dotnet \"$0\" \"$@\"", Program, .. words]))!;
        return await EndAsync(process, "");
    }

    /// <summary>The running program, with its three streams in the hands of the test.</summary>
    public static Process Start(IReadOnlyDictionary<string, string> environment, params string[] words)
    {
        var start = Redirected("dotnet", [Program, .. words]);

        // What a busy machine makes slow is nothing that these tests look for in the standard error.
        start.Environment["Database__SlowStatementMilliseconds"] = "3600000";
        // As in the tests themselves (Directory.Build.props).
        start.Environment["DOTNET_TieredPGO"] = "0";
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        // An environment that leads to the pooler of the tests also has the way past it.
        if (start.Environment.TryGetValue("DATABASE_URL", out var url) && TestPooler.Past(url) is { } direct)
        {
            start.Environment["DATABASE_DIRECT_URL"] = direct;
        }

        return Process.Start(start)!;
    }

    private static async Task<(int Exit, string Output, string Errors)> EndAsync(Process process, string input)
    {
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await errors);
    }

    private static ProcessStartInfo Redirected(string file, params string[] words) => new(file, words)
    {
        UseShellExecute = false,
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    };
}
