using System.Diagnostics;

namespace Agora.Benchmarks.Http.Measuring;

/// <summary>Waits until others leave the processor alone.</summary>
internal static class QuietMachine
{
    /// <summary>Cores that others may use.</summary>
    public const double Limit = 0.15;

    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    /// <returns>False when the machine was not quiet within the time.</returns>
    public static async Task<bool> WaitAsync(TimeSpan atMost, CancellationToken ct)
    {
        var start = Stopwatch.GetTimestamp();
        while (true)
        {
            // The servers under test rest meanwhile, so all use is that of others.
            if (await BusyCoresAsync(ct) <= Limit)
            {
                return true;
            }

            if (Stopwatch.GetElapsedTime(start) >= atMost)
            {
                return false;
            }
        }
    }

    private static async Task<double> BusyCoresAsync(CancellationToken ct)
    {
        var before = ProcessorUse.ReadMachine(await File.ReadAllTextAsync("/proc/stat", ct));
        var start = Stopwatch.GetTimestamp();
        await Task.Delay(Look, TimeProvider.System, ct);
        var used = ProcessorUse.ReadMachine(await File.ReadAllTextAsync("/proc/stat", ct)) - before;
        return used / Stopwatch.GetElapsedTime(start);
    }
}
