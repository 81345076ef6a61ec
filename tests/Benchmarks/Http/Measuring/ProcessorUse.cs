using System.Globalization;

namespace Agora.Benchmarks.Http.Measuring;

/// <summary>Processor time up to a moment. Two of them tell who used how much in between.</summary>
/// <param name="Server">Of the server under test.</param>
/// <param name="Postgres">Of PostgreSQL: the postmaster, its backends, and those that have ended.</param>
/// <param name="Load">Of the load generators, which have ended when this is read.</param>
/// <param name="Machine">Of everything on the machine but the bench itself.</param>
internal sealed record ProcessorUse(TimeSpan Server, TimeSpan Postgres, TimeSpan Load, TimeSpan Machine)
{
    /// <param name="server">The id of the server; null when there is none between the load and PostgreSQL.</param>
    public static ProcessorUse Read(int? server, int postmaster)
    {
        var all = ProcessTimes.All();
        var bench = ProcessTimes.Of(Environment.ProcessId);
        return new ProcessorUse(
            server is { } id ? ProcessTimes.Of(id).Own : TimeSpan.Zero,
            WithChildren(all, postmaster),
            bench.Ended,
            ReadMachine(File.ReadAllText("/proc/stat")) - bench.Own);
    }

    public static ProcessorUse operator -(ProcessorUse later, ProcessorUse earlier) => new(
        later.Server - earlier.Server,
        later.Postgres - earlier.Postgres,
        later.Load - earlier.Load,
        later.Machine - earlier.Machine);

    /// <summary>What others used.</summary>
    public TimeSpan Others => Machine - Server - Postgres - Load;

    internal static TimeSpan WithChildren(IReadOnlyList<ProcessTimes> all, int parent)
    {
        var own = all.Single(p => p.Id == parent);
        return all.Where(p => p.Parent == parent).Aggregate(own.Own + own.Ended, (sum, child) => sum + child.Own);
    }

    /// <param name="stat">The text of <c>/proc/stat</c>.</param>
    internal static TimeSpan ReadMachine(string stat)
    {
        // cpu user nice system idle iowait irq softirq steal guest guest_nice; guests are part of user.
        var fields = stat[..stat.IndexOf('\n', StringComparison.Ordinal)].Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..];
        var ticks = fields.Take(8).Select((text, i) => i is 3 or 4 ? 0 : long.Parse(text, CultureInfo.InvariantCulture)).Sum();
        return TimeSpan.FromSeconds(ticks / 100.0);
    }
}
