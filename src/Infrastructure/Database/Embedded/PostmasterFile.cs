using System.Globalization;

namespace Agora.Infrastructure.Database.Embedded;

/// <summary>What a running server writes to <c>postmaster.pid</c>, and what it leaves there when it dies.</summary>
internal sealed record PostmasterFile(int ProcessId, int Port)
{
    // Larger than the kernel allows, so it names no process, now or later.
    private const int UnusedProcessId = int.MaxValue;

    /// <returns>Null for a file that is absent, half written or foreign.</returns>
    public static PostmasterFile? Parse(string? text)
    {
        // pid, data folder, start time, port, socket folder, address, shared memory, state
        var lines = text?.Split('\n') ?? [];
        return lines.Length >= 4
            && int.TryParse(lines[0], CultureInfo.InvariantCulture, out var processId)
            && int.TryParse(lines[3], CultureInfo.InvariantCulture, out var port)
            ? new PostmasterFile(processId, port)
            : null;
    }

    /// <summary>
    /// Whether the process is a server on that folder. A pid alone says little: after a crash of the machine it may name anything.
    /// </summary>
    public static bool IsServerOn(string dataFolder, int processId) =>
        ServedFolder(processId) is { Length: > 0 } served && IsSame(served, dataFolder);

    /// <summary>As <see cref="IsServerOn"/>, and true also for a server that does not tell its folder.</summary>
    public static bool MayBeServerOn(string dataFolder, int processId) =>
        ServedFolder(processId) is { } served && (served.Length == 0 || IsSame(served, dataFolder));

    /// <returns>Null when the process is no server; empty when it does not say, or not in full, where its data is.</returns>
    private static string? ServedFolder(int processId)
    {
        try
        {
            var arguments = File.ReadAllText($"/proc/{processId}/cmdline").Split('\0');
            if (Path.GetFileName(arguments[0]) != "postgres" || !IsAlive(processId))
            {
                return null;
            }

            var folder = arguments.SkipWhile(argument => argument != "-D").Skip(1).FirstOrDefault("");
            return Path.IsPathRooted(folder) ? folder : "";
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    // Two spellings of one folder lead to one file, and two folders never have the same.
    private static bool IsSame(string folder, string other) =>
        folder == other || (Read(folder) is { Length: > 0 } text && text == Read(other));

    private static string? Read(string dataFolder)
    {
        try
        {
            return File.ReadAllText(Path.Combine(dataFolder, "postmaster.pid"));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>A zombie, ended but not reaped, still has an entry; it is not alive.</summary>
    public static bool IsAlive(int processId)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{processId}/stat");
            return stat[stat.LastIndexOf(')')..] is not [')', ' ', 'Z' or 'X', ..];
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>
    /// Lets PostgreSQL see that the file is stale where the pid was given to another process since. The other lines stay: with the
    /// shared memory that they name the server makes sure that no orphan of the old one still writes.
    /// </summary>
    public static string MarkStale(string text) =>
        string.Create(CultureInfo.InvariantCulture, $"{UnusedProcessId}{text[text.IndexOf('\n', StringComparison.Ordinal)..]}");
}
