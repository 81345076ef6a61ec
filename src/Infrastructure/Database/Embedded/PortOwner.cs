using System.Globalization;

namespace Agora.Infrastructure.Database.Embedded;

/// <summary>The process that listens on a TCP port of this machine, as far as Linux lets this account see it.</summary>
/// <param name="DataFolder">The data of a PostgreSQL server; null for any other program.</param>
public sealed record PortOwner(int ProcessId, string Program, string? DataFolder)
{
    private const string Listening = "0A";

    private static readonly string[] Tables = ["/proc/net/tcp", "/proc/net/tcp6"];

    /// <returns>Null when nothing listens there, or when the process belongs to an account that we may not look into.</returns>
    public static PortOwner? Find(int port)
    {
        var sockets = Tables.SelectMany(table => SocketsOn(table, port)).ToHashSet(StringComparer.Ordinal);
        return sockets.Count == 0
            ? null
            : ProcessIds().Where(processId => Holds(processId, sockets)).Order().Select(Describe).FirstOrDefault();
    }

    /// <summary>What listens on the port, as one clause of a sentence.</summary>
    public static string Explain(int port) =>
        Find(port)?.ToString() ?? "another program listens there, which this account may not look into";

    /// <summary>What to say about the port, in one sentence, with the way to end the program.</summary>
    public override string ToString()
    {
        var end = string.Create(CultureInfo.InvariantCulture, $"kill {ProcessId}");
        return DataFolder is null
            ? string.Create(CultureInfo.InvariantCulture, $"the process {ProcessId} ({Program}) listens there; \"{end}\" ends it")
            : string.Create(
                CultureInfo.InvariantCulture,
                $"the PostgreSQL with its data in {DataFolder} listens there (process {ProcessId}); "
                + $"stop the Agora that runs on it, or end it by \"{end}\"");
    }

    // "sl local_address rem_address st tx:rx tr:when retrnsmt uid timeout inode", addresses as hexadecimal address:port.
    private static IEnumerable<string> SocketsOn(string table, int port)
    {
        var suffix = string.Create(CultureInfo.InvariantCulture, $":{port:X4}");
        return ReadLines(table)
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(fields => fields.Length > 9 && fields[3] == Listening && fields[1].EndsWith(suffix, StringComparison.Ordinal))
            .Select(fields => $"socket:[{fields[9]}]");
    }

    private static IEnumerable<int> ProcessIds() => Directory.EnumerateDirectories("/proc")
        .Select(folder => int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var processId) ? processId : 0)
        .Where(processId => processId > 0);

    private static bool Holds(int processId, HashSet<string> sockets)
    {
        try
        {
            return Directory.EnumerateFiles($"/proc/{processId}/fd")
                .Any(handle => new FileInfo(handle).LinkTarget is { } target && sockets.Contains(target));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static PortOwner Describe(int processId)
    {
        var arguments = ReadLines($"/proc/{processId}/cmdline").FirstOrDefault("").Split('\0');
        var folder = Path.GetFileName(arguments[0]) == "postgres"
            ? arguments.SkipWhile(argument => argument != "-D").Skip(1).FirstOrDefault()
            : null;
        return new PortOwner(processId, ProgramOf(arguments), folder);
    }

    /// <summary>The host of .NET programs is named with the program that it runs.</summary>
    private static string ProgramOf(string[] arguments)
    {
        var name = Path.GetFileName(arguments[0]);
        return name == "dotnet" && arguments.Length > 1 ? $"{name} {Path.GetFileName(arguments[1])}" : name;
    }

    private static string[] ReadLines(string path)
    {
        try
        {
            return File.ReadAllLines(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
