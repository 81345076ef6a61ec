using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Agora.Application.Monitoring;

/// <summary>What a plan says, and what its nodes suggest to look at.</summary>
internal sealed record PlanReading(string Shape, double Cost, double? Milliseconds, IReadOnlyList<PlanAdvice> Advice)
{
    /// <summary>The planner's cost of reading about 8 MB.</summary>
    private const double LargeCost = 1000;

    /// <summary>Rows from which a wrong estimate or a filter is worth a word.</summary>
    private const double ManyRows = 1000;

    private const double WrongFactor = 100, DiscardedFactor = 10, ManyLoops = 10_000;

    /// <param name="explained">One plan of EXPLAIN (FORMAT JSON).</param>
    public static PlanReading Of(JsonElement explained)
    {
        var root = explained.GetProperty("Plan");
        var nodes = Nodes(root).ToList();
        var shape = string.Join('|', nodes.Select(node =>
            $"{node.Depth} {Text(node.Json, "Node Type")} {Text(node.Json, "Relation Name")} {Text(node.Json, "Index Name")}"));
        var milliseconds = Number(explained, "Execution Time");
        return new PlanReading(
            Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(shape)))[..16],
            Number(root, "Total Cost") ?? 0,
            milliseconds,
            [.. nodes.SelectMany(node => Advise(node.Json)), .. Whole(explained, milliseconds)]);
    }

    private static IEnumerable<PlanAdvice> Advise(JsonElement node)
    {
        var kind = Text(node, "Node Type");
        var table = Text(node, "Relation Name");
        var loops = Number(node, "Actual Loops") ?? 1;
        var rows = Number(node, "Actual Rows");
        var removed = Number(node, "Rows Removed by Filter") ?? 0;
        var wasted = removed >= ManyRows && removed >= DiscardedFactor * Math.Max(rows ?? 0, 1);
        var isLarge = wasted || (rows is null && Number(node, "Total Cost") > LargeCost);
        if (kind == "Seq Scan" && isLarge && node.TryGetProperty("Filter", out _))
        {
            yield return new PlanAdvice(
                "scan",
                $"{table} is read from end to end and most of it discarded by {Text(node, "Filter")}. An index on that would help.");
        }
        else if (wasted)
        {
            yield return new PlanAdvice(
                "filter",
                $"{kind} on {table} finds {Count(removed)} rows that {Text(node, "Filter")} discards. An index that includes that would "
                + "help.");
        }

        var planned = Number(node, "Plan Rows") ?? 0;
        if (rows is { } actual && Math.Max(actual, planned) >= ManyRows
            && Math.Max(actual, planned) >= WrongFactor * Math.Max(Math.Min(actual, planned), 1))
        {
            yield return new PlanAdvice(
                "estimate",
                $"{kind}{(table is null ? "" : $" on {table}")} gives {Count(actual)} rows where {Count(planned)} were expected. Analyze "
                + "the tables; for columns that depend on each other, create extended statistics.");
        }

        if (Text(node, "Sort Space Type") == "Disk" || Number(node, "Hash Batches") > 1 || Number(node, "HashAgg Batches") > 1)
        {
            yield return new PlanAdvice(
                "spill", $"{kind} does not fit work_mem and writes to disk. Raise work_mem for this statement, or let it sort fewer rows.");
        }

        if (Number(node, "Lossy Heap Blocks") > 0)
        {
            yield return new PlanAdvice(
                "lossy",
                $"The bitmap of {table} does not fit work_mem, so whole pages are checked again. Raise work_mem for this statement.");
        }

        if (kind == "Seq Scan" && loops >= ManyLoops)
        {
            yield return new PlanAdvice(
                "loops", $"{table} is read from end to end {Count(loops)} times. An index on what joins it would help.");
        }
    }

    private static IEnumerable<PlanAdvice> Whole(JsonElement explained, double? milliseconds)
    {
        if (Number(explained, "Planning Time") is { } planning && planning > 10 && planning > milliseconds)
        {
            yield return new PlanAdvice(
                "planning", "Planning takes longer than running. Prepare the statement, or look at the number of partitions and joins.");
        }

        if (explained.TryGetProperty("JIT", out var jit) && jit.TryGetProperty("Timing", out var timing)
            && Number(timing, "Total") is { } compiling && compiling > milliseconds / 4)
        {
            yield return new PlanAdvice("jit", "Compiling takes a large part of the time. Set jit = off for the role.");
        }
    }

    private static IEnumerable<(int Depth, JsonElement Json)> Nodes(JsonElement root, int depth = 0)
    {
        yield return (depth, root);
        if (root.TryGetProperty("Plans", out var below))
        {
            foreach (var node in below.EnumerateArray().SelectMany(child => Nodes(child, depth + 1)))
            {
                yield return node;
            }
        }
    }

    private static string? Text(JsonElement node, string name) => node.TryGetProperty(name, out var value) ? value.ToString() : null;

    private static double? Number(JsonElement node, string name) =>
        node.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null;

    private static string Count(double number) => number.ToString("#,0", CultureInfo.InvariantCulture);
}
