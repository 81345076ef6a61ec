using System.Globalization;
using System.Text.Json.Nodes;
using Agora.Application.Monitoring;
using Agora.Application.Monitoring.Doctor;
using Agora.Domain.Common;

namespace Agora.Infrastructure.Monitoring.Doctor;

/// <summary>Findings from the rows of one probe.</summary>
/// <param name="name">Of the check.</param>
internal abstract class ProbeCheck(IProbes probes, string name, string probe) : IDoctorCheck
{
    /// <summary>Findings of one kind at most; the probe shows all.</summary>
    private const int SubjectsMax = 20;

    public string Name => name;

    public CheckNeeds Needs => CheckNeeds.Probes;

    public async Task<Result<CheckOutcome>> RunAsync(CancellationToken ct)
    {
        var found = probes.All.First(one => one.Name == probe);
        var result = await found.Bind(new Dictionary<string, string>(StringComparer.Ordinal))
            .ThenAsync(values => probes.RunAsync(found, values, ct));
        return result.Then<CheckOutcome>(table => table.Failure is { } failure
            ? Error.Unavailable(failure.Code, failure.Message, TimeSpan.FromSeconds(5))
            : new CheckOutcome([.. Examine(table).GroupBy(finding => finding.Code, StringComparer.Ordinal).SelectMany(Shorten)]));
    }

    protected abstract IEnumerable<Finding> Examine(ProbeTable table);

    private IEnumerable<Finding> Shorten(IGrouping<string, Finding> findings)
    {
        var all = findings.ToList();
        return all.Count <= SubjectsMax
            ? all
            : all.Take(SubjectsMax - 1).Append(all[SubjectsMax - 1] with
            {
                Subject = null,
                Message = string.Create(CultureInfo.InvariantCulture, $"There are {all.Count - SubjectsMax + 1} more of this kind."),
                Remedy = $"agora db probe {probe}",
            });
    }
}

/// <summary>Values of a row of a probe by the names of its columns.</summary>
internal static class ProbeRow
{
    public static string Text(this JsonObject row, string column) => (string?)row[column] ?? "";

    public static bool Flag(this JsonObject row, string column) => (bool?)row[column] ?? false;

    /// <summary>0 where the row has none.</summary>
    public static double Number(this JsonObject row, string column) =>
        row[column] is { } value ? double.Parse(value.ToJsonString(), CultureInfo.InvariantCulture) : 0;

    public static DateTime Time(this JsonObject row, string column) => (DateTime)row[column]!;
}

/// <summary>Quantities as people read them.</summary>
internal static class Quantity
{
    public static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{share:0} %");

    public static string Megabytes(double bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / (1 << 20):0} MB");

    public static string Seconds(double seconds) => string.Create(CultureInfo.InvariantCulture, $"{seconds:0} s");
}
