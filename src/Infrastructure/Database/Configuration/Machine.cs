using System.Globalization;
using Agora.Infrastructure.Database.Embedded;

namespace Agora.Infrastructure.Database.Configuration;

public enum DiskKind
{
    Hdd,
    Ssd,
    Nvme,
}

public enum Workload
{
    /// <summary>Many short statements.</summary>
    Oltp,

    /// <summary>Short statements, and reports beside them.</summary>
    Mixed,

    /// <summary>Few long statements over many rows.</summary>
    Analytics,
}

/// <summary>What a server has, and what it is for.</summary>
/// <param name="MemoryBytes">Of the server: less than that of the machine where other programs run on it.</param>
/// <param name="Connections">Of clients at most.</param>
public sealed record Machine(long MemoryBytes, int Cores, DiskKind Disk, Workload Workload, int Connections)
{
    public const int ConnectionsDefault = 200;

    private const long Megabyte = 1 << 20, Floor = 512 * Megabyte, Ceiling = 16L << 40;
    private const int CoresMost = 1024, ConnectionsLeast = 20, ConnectionsMost = 5000;

    private static readonly (string Unit, long Bytes)[] Units = [("MB", Megabyte), ("GB", 1L << 30), ("TB", 1L << 40)];

    /// <summary>The memory that this process may use: that of its container, where there is one.</summary>
    public static long MemoryHere => GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;

    public long Megabytes => MemoryBytes / Megabyte;

    /// <summary>For the server that comes along: a quarter of this machine, whose rest is for Agora and others.</summary>
    public static Machine OfEmbedded(EmbeddedPostgresOptions options) => new(
        Math.Clamp(MemoryHere / 4, 1L << 30, 16L << 30), Environment.ProcessorCount, DiskKind.Ssd, Workload.Mixed, options.MaxConnections);

    /// <summary>Bytes of a text such as <c>64GB</c>.</summary>
    /// <exception cref="InvalidConfigurationException">It is not of that form, or out of range.</exception>
    public static long ParseMemory(string text)
    {
        foreach (var (unit, bytes) in Units)
        {
            if (text.EndsWith(unit, StringComparison.OrdinalIgnoreCase)
                && decimal.TryParse(text[..^2].Trim(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
                && number < 1_000_000)
            {
                return (long)(number * bytes);
            }
        }

        throw new InvalidConfigurationException($"--memory must be a size such as 16GB or 768MB, and '{text}' is none.");
    }

    /// <exception cref="InvalidConfigurationException">No server runs well with it.</exception>
    public Machine Checked()
    {
        Require(MemoryBytes is >= Floor and <= Ceiling, "--memory", "from 512MB to 16TB: below, PostgreSQL and Agora have no room");
        Require(Cores is >= 1 and <= CoresMost, "--cores", $"from 1 to {CoresMost}");
        Require(
            Connections is >= ConnectionsLeast and <= ConnectionsMost,
            "--connections",
            $"from {ConnectionsLeast} to {ConnectionsMost}; PgBouncer serves more clients over fewer connections");
        return this;
    }

    private static void Require(bool holds, string name, string wanted)
    {
        if (!holds)
        {
            throw new InvalidConfigurationException($"{name} must be {wanted}.");
        }
    }
}
