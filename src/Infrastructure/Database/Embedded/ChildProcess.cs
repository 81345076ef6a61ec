using System.ComponentModel;
using System.Diagnostics;

namespace Agora.Infrastructure.Database.Embedded;

/// <param name="ExitCode">127 when the program does not exist, as a shell would say.</param>
internal sealed record ChildResult(int ExitCode, string Output, string Error)
{
    public bool Succeeded => ExitCode == 0;

    /// <summary>What the program said about its failure, shortened to what fits in a message.</summary>
    public string Complaint
    {
        get
        {
            var text = (Error.Length > 0 ? Error : Output).Trim();
            return text.Length > 1500 ? "..." + text[^1500..] : text;
        }
    }
}

/// <summary>Runs a program to its end without a shell.</summary>
internal static class ChildProcess
{
    private const int NotFound = 127;

    public static Task<ChildResult> RunAsync(string[] command, CancellationToken ct) =>
        RunAsync(command, null, null, ct);

    /// <param name="environment">Added to ours. PG* and AGORA_* variables are never handed on.</param>
    /// <param name="read">Takes standard output as it comes; <see cref="ChildResult.Output"/> is then empty.</param>
    /// <param name="workingDirectory">The root folder by default: an account with fewer rights may not be able to enter ours.</param>
    public static async Task<ChildResult> RunAsync(
        string[] command,
        IReadOnlyDictionary<string, string>? environment,
        Func<Stream, CancellationToken, Task>? read,
        CancellationToken ct,
        string workingDirectory = "/")
    {
        var start = Prepare(command, environment, workingDirectory);
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        using var process = new Process { StartInfo = start };
        try
        {
            process.Start();
        }
        catch (Win32Exception exception)
        {
            return new ChildResult(NotFound, "", $"{command[0]}: {exception.Message}");
        }

        process.StandardInput.Close();
        try
        {
            var error = process.StandardError.ReadToEndAsync(ct);
            var output = "";
            if (read is null)
            {
                output = await process.StandardOutput.ReadToEndAsync(ct);
            }
            else
            {
                await read(process.StandardOutput.BaseStream, ct);
            }

            await process.WaitForExitAsync(ct);
            return new ChildResult(process.ExitCode, output, await error);
        }
        catch
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    /// <summary>A child that reads from a pipe of ours and sees an environment that is safe to hand on.</summary>
    internal static ProcessStartInfo Prepare(
        string[] command, IReadOnlyDictionary<string, string>? environment, string workingDirectory = "/")
    {
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            WorkingDirectory = workingDirectory,
        };
        SetEnvironment(start.Environment, environment);
        return start;
    }

    private static void SetEnvironment(IDictionary<string, string?> variables, IReadOnlyDictionary<string, string>? added)
    {
        foreach (var name in variables.Keys.Where(IsForeign).ToArray())
        {
            variables.Remove(name);
        }

        // Messages are parsed and shown, so they are in one language.
        variables["LC_ALL"] = "C";
        foreach (var (name, value) in added ?? new Dictionary<string, string>(StringComparer.Ordinal))
        {
            variables[name] = value;
        }
    }

    private static bool IsForeign(string name) =>
        name.StartsWith("PG", StringComparison.Ordinal)
        || name.StartsWith("AGORA_", StringComparison.Ordinal)
        || (name.StartsWith("DATABASE_", StringComparison.Ordinal) && name.EndsWith("URL", StringComparison.Ordinal))
        || name is "LANGUAGE" or "LD_LIBRARY_PATH" or "LD_PRELOAD" or "LOCPATH" or "APT_CONFIG";
}
