using Agora.Application.Monitoring;
using Agora.Application.Monitoring.Doctor;

namespace Agora.Infrastructure.Monitoring.Doctor;

internal sealed class WraparoundCheck(IProbes probes) : ProbeCheck(probes, "transaction ids", "wraparound")
{
    /// <summary>Of the age at which autovacuum freezes a table also where it is off, in percent.</summary>
    private const double ForcedMax = 150;

    private const double UsedMax = 50;

    protected override IEnumerable<Finding> Examine(ProbeTable table) => table.Rows
        .Where(row => row.Number("forcedPercent") >= ForcedMax || row.Number("usedPercent") >= UsedMax)
        .Select(row => new Finding(
            "identifiers.old",
            row.Number("usedPercent") >= UsedMax ? FindingSeverity.Critical : FindingSeverity.Warning,
            row.Text("name"),
            $"The {row.Text("kind")} {row.Text("name")} has used {Quantity.Percent(row.Number("usedPercent"))} of the transaction ids: at "
            + "100 % the server refuses to write.",
            row.Text("kind") == "table"
                ? $"VACUUM (FREEZE) {row.Text("name")}; and agora db probe oldest-snapshots says what holds it back."
                : $"vacuumdb --freeze {row.Text("name")}, and agora db probe oldest-snapshots says what holds it back."));
}

internal sealed class SequenceCheck(IProbes probes) : ProbeCheck(probes, "sequences", "sequences")
{
    private const double UsedMax = 75, UsedCritical = 90;

    protected override IEnumerable<Finding> Examine(ProbeTable table) => table.Rows
        .Where(row => row.Number("usedPercent") >= UsedMax)
        .Select(row => new Finding(
            "sequence.nearly_used",
            row.Number("usedPercent") >= UsedCritical ? FindingSeverity.Critical : FindingSeverity.Warning,
            row.Text("sequence"),
            $"The sequence {row.Text("sequence")} has given {Quantity.Percent(row.Number("usedPercent"))} of its values"
            + $"{(row.Text("column") is { Length: > 0 } column ? $" to {column}" : "")}: afterwards inserts fail.",
            "Give the column and the sequence the type bigint, by a migration."));
}

internal sealed class BrokenObjectCheck(IProbes probes) : ProbeCheck(probes, "broken objects", "broken-objects")
{
    protected override IEnumerable<Finding> Examine(ProbeTable table) =>
        from row in table.Rows
        let problem = row.Text("problem")
        let code = problem switch
        {
            "invalid index" => "object.invalid_index",
            "constraint not validated" => "object.not_validated",
            "trigger off" => "object.trigger_off",
            _ => null,
        }
        where code is not null && row.Text("detail") != "is being built"
        select Finding.Warning(
            code, row.Text("object"), $"{row.Text("object")}: {problem}{Detail(row.Text("detail"))}.", row.Text("remedy"));

    private static string Detail(string detail) => detail.Length == 0 ? "" : $", {detail}";
}

/// <summary>Of tables or of indexes.</summary>
internal abstract class BloatCheck(IProbes probes, DoctorSettings settings, string code, string probe, string column)
    : ProbeCheck(probes, column == "index" ? "bloat of indexes" : "bloat of tables", probe)
{
    private const double HalfOfIt = 50;

    protected abstract string Remedy(string subject);

    protected override IEnumerable<Finding> Examine(ProbeTable table) => table.Rows
        .Where(row => row.Flag("trusted")
            && row.Number("bloatPercent") >= HalfOfIt
            && row.Number("bloatBytes") >= settings.BloatMegabytes * (double)(1 << 20))
        .Select(row => Finding.Notice(
            code,
            row.Text(column),
            $"{Quantity.Megabytes(row.Number("bloatBytes"))} of the {Quantity.Megabytes(row.Number("bytes"))} of {row.Text(column)} hold "
            + "nothing.",
            Remedy(row.Text(column))));
}

internal sealed class TableBloatCheck(IProbes probes, DoctorSettings settings)
    : BloatCheck(probes, settings, "table.bloated", "table-bloat", "table")
{
    protected override string Remedy(string subject) =>
        $"New rows fill it again; to give it back: pg_repack --table {subject}, or VACUUM (FULL) {subject}; while it is not needed.";
}

internal sealed class IndexBloatCheck(IProbes probes, DoctorSettings settings)
    : BloatCheck(probes, settings, "index.bloated", "index-bloat", "index")
{
    protected override string Remedy(string subject) => $"REINDEX INDEX CONCURRENTLY {subject};";
}

internal sealed class UnusedIndexCheck(IProbes probes, DoctorSettings settings)
    : ProbeCheck(probes, "unused indexes", "unused-indexes")
{
    protected override IEnumerable<Finding> Examine(ProbeTable table) => table.Rows
        .Where(row => row.Number("observedDays") >= settings.UnusedIndexDays && !row.Flag("supportsForeignKey"))
        .Select(row => Finding.Notice(
            "index.unused",
            row.Text("index"),
            $"No statement used {row.Text("index")} in {row.Number("observedDays"):0} days; it holds "
            + $"{Quantity.Megabytes(row.Number("bytes"))}.",
            $"Where no standby uses it either: a migration with DROP INDEX CONCURRENTLY {row.Text("index")};"));
}

internal sealed class DuplicateIndexCheck(IProbes probes) : ProbeCheck(probes, "duplicate indexes", "duplicate-indexes")
{
    protected override IEnumerable<Finding> Examine(ProbeTable table) => table.Rows.Select(row => Finding.Notice(
        "index.duplicate",
        row.Text("index"),
        $"{row.Text("coveredBy")} serves everything that {row.Text("index")} serves.",
        $"A migration with {row.Text("remedy")}"));
}

internal sealed class ForeignKeyCheck(IProbes probes) : ProbeCheck(probes, "foreign keys", "foreign-keys-without-index")
{
    protected override IEnumerable<Finding> Examine(ProbeTable table) => table.Rows.Select(row => Finding.Notice(
        "foreign_key.no_index",
        $"{row.Text("table")}.{row.Text("foreignKey")}",
        $"No index begins with {row.Text("columns")} of {row.Text("table")}: each delete in {row.Text("refersTo")} reads the whole table.",
        $"A migration with {row.Text("remedy")}"));
}
