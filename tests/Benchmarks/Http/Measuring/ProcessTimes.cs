using System.Globalization;

namespace Agora.Benchmarks.Http.Measuring;

/// <summary>What the kernel says of a process in <c>/proc/PID/stat</c>.</summary>
/// <param name="Own">Processor time of the process.</param>
/// <param name="Ended">Processor time of its children that have ended and were waited for.</param>
internal sealed record ProcessTimes(int Id, int Parent, TimeSpan Own, TimeSpan Ended)
{
    // USER_HZ, which is 100 on every Linux that .NET runs on.
    private const double TicksPerSecond = 100;

    private const int ParentField = 4, UserField = 14, SystemField = 15, EndedUserField = 16, EndedSystemField = 17;

    public static ProcessTimes Parse(string stat)
    {
        // The name of the program stands in parentheses and may hold anything, spaces and parentheses too.
        var end = stat.LastIndexOf(')');
        var id = int.Parse(stat.AsSpan(0, stat.IndexOf(' ', StringComparison.Ordinal)), CultureInfo.InvariantCulture);
        var fields = stat[(end + 2)..].Split(' ');
        return new ProcessTimes(
            id,
            (int)Field(ParentField),
            TimeSpan.FromSeconds((Field(UserField) + Field(SystemField)) / TicksPerSecond),
            TimeSpan.FromSeconds((Field(EndedUserField) + Field(EndedSystemField)) / TicksPerSecond));

        // The first field behind the name is the third of all.
        long Field(int number) => long.Parse(fields[number - 3], CultureInfo.InvariantCulture);
    }

    public static ProcessTimes Of(int process) => Parse(File.ReadAllText($"/proc/{process}/stat"));

    /// <summary>Of every process there is.</summary>
    public static IReadOnlyList<ProcessTimes> All()
    {
        var all = new List<ProcessTimes>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var process))
            {
                continue;
            }

            try
            {
                all.Add(Of(process));
            }
            catch (IOException)
            {
                // It has ended since.
            }
        }

        return all;
    }
}
