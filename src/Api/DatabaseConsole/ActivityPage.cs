using System.Globalization;
using System.Text.Json.Nodes;
using Agora.Api.Http;
using Agora.Application.Maintenance;
using Agora.Domain.Maintenance;
using MediatR;

namespace Agora.Api.DatabaseConsole;

/// <summary>Who waits for whom, what runs, and what keeps transactions open; with the actions beside the sessions.</summary>
internal static class ActivityPage
{
    private const string Path = "activity", Title = "Activity", Blocking = "blocking";

    public static async Task<IResult> ShowAsync(HttpContext http, IMediator mediator, CancellationToken ct) =>
        await WriteAsync(http, mediator, StatusCodes.Status200OK, Html.Empty, ct);

    /// <summary>Cancels the statement of a session, or ends the session, and shows the page again.</summary>
    public static async Task<IResult> ActAsync(HttpContext http, IMediator mediator, CancellationToken ct)
    {
        var form = http.Features.Get<IFormCollection>()!;
        if (!int.TryParse(form["pid"], CultureInfo.InvariantCulture, out var pid)
            || !DateTimeOffset.TryParse(form["started"], CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var started))
        {
            return await WriteAsync(
                http, mediator, StatusCodes.Status400BadRequest, Html.Of($"""<p role="alert">The form names no session.</p>"""), ct);
        }

        var action = form["action"] == "terminate" ? OperatorActionKind.Terminate : OperatorActionKind.Cancel;
        var done = await mediator.Send(
            new StartAction(action, form["reason"].ToString())
            {
                Pid = pid,
                SessionStartedAt = started,
                IncludeMigration = form["includeMigration"].Count > 0,
            },
            ct);
        var (status, message) = done.Match(
            view => (StatusCodes.Status200OK, Html.Of($"""<p role="status">{view.Detail}</p>""")),
            error => (Problems.Status(error.Kind), Html.Of($"""<p role="alert">{error.Message} {Fields(error)}</p>""")));
        return await WriteAsync(http, mediator, status, message, ct);
    }

    /// <summary>The tree of those that wait, with the actions.</summary>
    public static async Task<Html> TreeAsync(HttpContext http, IMediator mediator, CancellationToken ct) =>
        ProbeSections.Section(Blocking, await ProbeSections.RunAsync(mediator, Blocking, ct), row => Actions(http.Session(), row));

    private static async Task<IResult> WriteAsync(
        HttpContext http, IMediator mediator, int status, Html message, CancellationToken ct)
    {
        string[] names = ["connections", "locks", "progress", "oldest-snapshots"];
        var (tree, activity, rest) = (
            TreeAsync(http, mediator, ct),
            ProbeSections.RunAsync(mediator, Path, ct),
            ProbeSections.WriteAsync(mediator, names, ct));
        var sessions = ProbeSections.Section(Path, await activity, row => Actions(http.Session(), row));
        var (waiting, others) = (await tree, await rest);
        return ConsolePage.Write(http, status, Title, Html.Of($"{message}{waiting}{sessions}{others}"), Path, http.Session());
    }

    private static Html Actions(ConsoleSession session, JsonObject row)
    {
        // A prepared transaction has no session.
        if (row["sessionStartedAt"] is not { } started)
        {
            return Html.Empty;
        }

        return Html.Of($"""
            <form class="row" method="post" action="{ConsoleEndpoints.Root}/{Path}">{ConsolePage.FormKey(session)}
            <input type="hidden" name="pid" value="{row["pid"]}">
            <input type="hidden" name="started" value="{started.GetValue<DateTime>().ToString("O", CultureInfo.InvariantCulture)}">
            <input name="reason" required maxlength="500" size="14" placeholder="Reason" aria-label="Reason, for process {row["pid"]}">
            <label><input type="checkbox" name="includeMigration" value="1"> also a migration</label>
            <button name="action" value="cancel">Cancel statement</button>
            <button name="action" value="terminate">End session</button></form>
            """);
    }

    private static string Fields(Domain.Common.Error error) =>
        error.Fields is { } fields ? string.Join(' ', fields.Select(field => $"{field.Key}: {string.Join(' ', field.Value)}")) : "";
}
