using System.Globalization;
using System.Text.Json;
using Agora.Api.Http;
using Agora.Application.Monitoring;
using MediatR;

namespace Agora.Api.DatabaseConsole;

/// <summary>The plan of one statement, with advice and the plans before. Nothing is explained before the form is sent.</summary>
internal static class ExplainPage
{
    private const string Title = "Statement";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static IResult Show(string statementId, HttpContext http) =>
        ConsolePage.Write(http, StatusCodes.Status200OK, Title, Form(http, statementId, ""), session: http.Session());

    public static async Task<IResult> ExplainAsync(string statementId, HttpContext http, IMediator mediator, CancellationToken ct)
    {
        var form = http.Features.Get<IFormCollection>()!;
        var values = form["parameters"].ToString().Replace("\r", "", StringComparison.Ordinal);
        var analyze = form["analyze"].Count > 0;
        var parameters = analyze && values.Length > 0 ? values.Split('\n') : [];
        var explained = await mediator.Send(new ExplainStatement(statementId, parameters, analyze), ct);
        return explained.Match(
            plan => ConsolePage.Write(
                http, StatusCodes.Status200OK, Title, Html.Of($"{Form(http, statementId, values)}{Result(plan)}"), session: http.Session()),
            error => ConsolePage.Write(
                http,
                Problems.Status(error.Kind),
                Title,
                Html.Of($"""<p role="alert">{error.Message}</p>{Form(http, statementId, values)}"""),
                session: http.Session()));
    }

    private static Html Form(HttpContext http, string statementId, string values) => Html.Of($"""
        <form method="post" action="{ConsoleEndpoints.Root}/statements/{Uri.EscapeDataString(statementId)}">
        {ConsolePage.FormKey(http.Session())}
        <p class="row"><button>Explain for any values</button></p>
        <details><summary>Run it with values</summary>
        <p>In a transaction that is read-only and rolled back, for at most five seconds.</p>
        <label for="parameters">Values of $1, $2, ..., one a line</label><br>
        <textarea id="parameters" name="parameters" rows="4" cols="60" spellcheck="false">{values}</textarea>
        <p class="row"><button name="analyze" value="1">Run and explain</button></p></details></form>
        """);

    private static Html Result(StatementPlan plan)
    {
        var advice = plan.Advice.Count == 0
            ? Html.Of($"<p>Nothing in the plan stands out.</p>")
            : Html.Of($"<ul>{Html.Join(plan.Advice.Select(one => Html.Of($"<li>{one.Message}</li>")))}</ul>");
        var before = plan.Earlier is [var newest, ..] ? newest : null;
        var change = before is null ? Html.Empty : Html.Of($"""
            <p role="status">{(before.Shape == plan.Shape ? "The same plan as at" : "Another plan than at")}
            {ProbeSections.Time(before.TakenAt)}, cost {Number(before.Cost)}.</p>
            """);
        var took = plan.Milliseconds is { } elapsed ? $", {Figures.Text("Milliseconds", elapsed)}" : "";
        return Html.Of($"""
            <section aria-labelledby="plan"><h2 id="plan">Plan</h2><pre>{plan.Statement}</pre>
            <p>Cost {Number(plan.Cost)}{took}</p>{change}
            <h2>Advice</h2>{advice}<h2>Nodes</h2><pre>{JsonSerializer.Serialize(plan.Plan, Indented)}</pre></section>
            """);
    }

    private static string Number(double value) => value.ToString("#,0.##", CultureInfo.InvariantCulture);
}
