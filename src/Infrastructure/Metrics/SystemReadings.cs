using System.Globalization;
using Agora.Infrastructure.Common;

namespace Agora.Infrastructure.Metrics;

/// <summary>Usage of the machine in percent. Null for what this system does not report.</summary>
public sealed record SystemUsage(double? Cpu, double? Memory, double Disk);

/// <summary>Reads the usage of the machine, as its kernel reports it.</summary>
public interface ISystemReadings
{
    /// <exception cref="IOException">It cannot be read.</exception>
    SystemUsage Read();
}

/// <summary>CPU and memory are those of Linux; the CPU is that since the last reading.</summary>
/// <param name="dataFolder">On the volume to watch.</param>
internal sealed class SystemReadings(string dataFolder) : ISystemReadings
{
    private const string CpuTimes = "/proc/stat", MemorySizes = "/proc/meminfo";

    private (long Busy, long Total) last;

    public SystemUsage Read() => new(
        File.Exists(CpuTimes) ? Cpu() : null,
        File.Exists(MemorySizes) ? Memory() : null,
        DiskUsage.Percent(DiskUsage.Existing(dataFolder)));

    /// <summary>Since the start of the machine, the first time.</summary>
    private double Cpu()
    {
        // cpu user nice system idle iowait irq softirq steal, and times of guests that are part of user and nice.
        var times = File.ReadLines(CpuTimes).First().Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..9].Select(Number).ToArray();
        var total = times.Sum();
        var busy = total - times[3] - times[4];
        var (busySince, totalSince) = (busy - last.Busy, total - last.Total);
        last = (busy, total);
        return totalSince > 0 ? 100.0 * busySince / totalSince : 0;
    }

    private static double Memory()
    {
        var sizes = File.ReadLines(MemorySizes)
            .Select(line => line.Split([':', ' '], StringSplitOptions.RemoveEmptyEntries))
            .ToDictionary(words => words[0], words => Number(words[1]), StringComparer.Ordinal);
        return 100.0 * (sizes["MemTotal"] - sizes["MemAvailable"]) / sizes["MemTotal"];
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
