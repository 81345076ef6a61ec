using Agora.Application.Maintenance;
using MediatR;

namespace Agora.Api.DatabaseConsole;

/// <summary>What the nightly maintenance did, and what operators did.</summary>
internal static class MaintenancePage
{
    private const int Runs = 5, Acts = 20;

    private static readonly string[] StepHeads = ["Action", "Target", "Reason", "State", "Before", "After", "Took", "Remark"];

    private static readonly string[] ActionHeads = ["Time", "Action", "Target", "Reason", "By", "State", "Outcome"];

    public static async Task<IResult> ShowAsync(HttpContext http, IMediator mediator, CancellationToken ct)
    {
        var runs = (await mediator.Send(new ListMaintenanceRuns(Runs, Cursor: null), ct)).Value.Items;
        var acts = (await mediator.Send(new ListActions(Action: null, Acts, Cursor: null), ct)).Value.Items;
        var content = Html.Of($"""
            <p class="quiet">agora db maintain --dry-run says what the next run would do, and why.</p>
            {(runs.Count == 0 ? Html.Of($"<p>No run yet.</p>") : Html.Join(runs.Select(Run)))}
            <section aria-labelledby="actions"><h2 id="actions">Actions of operators</h2>
            {(acts.Count == 0 ? Html.Of($"<p>None.</p>") : Actions(acts))}</section>
            """);
        return ConsolePage.Write(http, StatusCodes.Status200OK, "Maintenance", content, "maintenance", http.Session());
    }

    private static Html Run(MaintenanceRunView run)
    {
        var id = $"run-{run.Id:N}";
        var stopped = run.StoppedBy is { } reason ? $", stopped: {reason}" : "";
        var steps = run.Steps.Select(step => Html.Of($"""
            <tr><td>{step.Action}</td><td>{step.Target}</td><td>{step.Reason}</td><td>{step.State}</td>
            <td class="n">{Bytes(step.BytesBefore)}</td><td class="n">{Bytes(step.BytesAfter)}</td>
            <td class="n">{(step.Milliseconds is { } took ? Figures.Text("Milliseconds", took) : "")}</td><td>{step.Detail}</td></tr>
            """));
        return Html.Of($"""
            <section aria-labelledby="{id}"><h2 id="{id}">Run of {ProbeSections.Time(run.StartedAt)}: {run.State}{stopped}</h2>
            {(run.Steps.Count == 0 ? Html.Of($"<p>There was nothing to do.</p>") : Table(id, StepHeads, steps))}</section>
            """);
    }

    private static Html Actions(IEnumerable<OperatorActionView> acts) => Table("actions", ActionHeads, acts.Select(act => Html.Of($"""
        <tr><td class="w">{ProbeSections.Time(act.RequestedAt)}</td><td>{act.Action}</td><td>{act.Target}</td><td>{act.Reason}</td>
        <td>{act.ActorId?.ToString() ?? "operator at the server"}</td><td>{act.State}</td><td>{act.Detail}</td></tr>
        """)));

    private static Html Table(string id, IEnumerable<string> heads, IEnumerable<Html> rows) => Html.Of($"""
        <div class="scroll" role="region" aria-labelledby="{id}" tabindex="0"><table><thead><tr>
        {Html.Join(heads.Select(head => Html.Of($"""<th scope="col">{head}</th>""")))}</tr></thead>
        <tbody>{Html.Join(rows)}</tbody></table></div>
        """);

    private static string Bytes(long? bytes) => bytes is { } size ? Figures.Text("bytes", size) : "";
}
