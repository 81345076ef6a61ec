using Agora.Application.Backups;
using Agora.Domain.Backups;
using MediatR;

namespace Agora.Api.DatabaseConsole;

/// <summary>The last backups and drills: how old the data is that could be restored, and what a drill found.</summary>
internal static class BackupsPage
{
    private const int Reports = 50;

    private static readonly string[] BackupHeads = ["Backup", "Restores to", "Age", "Data", "Took", "Proven", "Result"];

    private static readonly string[] DrillHeads = ["Time", "Backup", "Took", "Step", "Took", "Result"];

    public static async Task<IResult> ShowAsync(HttpContext http, IMediator mediator, TimeProvider clock, CancellationToken ct)
    {
        var last = (await mediator.Send(new GetLastBackups(), ct)).Value;
        var reports = (await mediator.Send(new ListBackupReports(Reports, Cursor: null), ct)).Value.Items;
        var now = clock.GetUtcNow();
        var content = Html.Of($"""
            <p class="quiet">agora backup run makes a backup, agora backup drill restores the newest and compares it.</p>
            <ul class="tiles">{Tile("Newest backup", last.BackupAt, now)}{Tile("Newest proven backup", last.ProvenAt, now)}</ul>
            {Backups(reports, now)}{Drills(reports)}
            """);
        return ConsolePage.Write(http, StatusCodes.Status200OK, "Backups", content, "backups", http.Session());
    }

    private static Html Tile(string name, DateTimeOffset? since, DateTimeOffset now) => Html.Of($"""
        <li><span>{name}</span><b>{(since is { } time ? Age(time, now) : "none")}</b>
        <span class="quiet">{(since is { } at ? $"of {ProbeSections.Time(at)}" : "")}</span></li>
        """);

    private static Html Backups(IEnumerable<BackupReport> reports, DateTimeOffset now)
    {
        var proofs = reports.Where(report => report is { Activity: BackupActivity.Drill, Succeeded: true, Backup: not null })
            .GroupBy(report => report.Backup!, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.Max(report => report.FinishedAt), StringComparer.Ordinal);
        var rows = reports.Where(report => report.Activity == BackupActivity.Backup).Select(report => Html.Of($"""
            <tr><td class="w">{report.Backup ?? "–"}</td>
            <td class="w">{(report.BackupAt is { } at ? ProbeSections.Time(at) : "–")}</td>
            <td class="n">{(report.BackupAt is { } time ? Age(time, now) : "–")}</td>
            <td class="n">{(report.Bytes is { } bytes ? Figures.Text("bytes", bytes) : "–")}</td><td class="n">{Took(report)}</td>
            <td class="w">{(report.Backup is { } label && proofs.TryGetValue(label, out var proof) ? ProbeSections.Time(proof) : "no")}</td>
            <td>{report.Problem ?? string.Join("; ", report.Steps.Select(step => step.Detail))}</td></tr>
            """)).ToList();
        return Section("backups", "Backups", BackupHeads, rows, "No backup yet. Make one: agora backup run");
    }

    private static Html Drills(IEnumerable<BackupReport> reports)
    {
        var rows = reports.Where(report => report.Activity == BackupActivity.Drill).SelectMany(Steps).ToList();
        return Section("drills", "Drills", DrillHeads, rows, "No drill yet. Run one: agora backup drill");
    }

    private static IEnumerable<Html> Steps(BackupReport report)
    {
        yield return Html.Of($"""
            <tr><td class="w">{ProbeSections.Time(report.StartedAt)}</td><td class="w">{report.Backup ?? "–"}</td>
            <td class="n">{Took(report)}</td><td></td><td></td><td>{report.Problem ?? "proven"}</td></tr>
            """);
        foreach (var step in report.Steps)
        {
            yield return Html.Of($"""
                <tr><td></td><td></td><td></td><td>{step.Name}</td><td class="n">{Figures.Text("Milliseconds", step.Milliseconds)}</td>
                <td>{step.Detail}</td></tr>
                """);
        }
    }

    private static Html Section(string id, string title, IEnumerable<string> heads, List<Html> rows, string none)
    {
        var table = rows.Count == 0 ? Html.Of($"<p>{none}</p>") : Html.Of($"""
            <div class="scroll" role="region" aria-labelledby="{id}" tabindex="0"><table><thead><tr>
            {Html.Join(heads.Select(head => Html.Of($"""<th scope="col">{head}</th>""")))}</tr></thead>
            <tbody>{Html.Join(rows)}</tbody></table></div>
            """);
        return Html.Of($"""<section aria-labelledby="{id}"><h2 id="{id}">{title}</h2>{table}</section>""");
    }

    private static string Took(BackupReport report) => Figures.Text("Seconds", (report.FinishedAt - report.StartedAt).TotalSeconds);

    private static string Age(DateTimeOffset time, DateTimeOffset now) => Figures.Text("Seconds", (now - time).TotalSeconds);
}
