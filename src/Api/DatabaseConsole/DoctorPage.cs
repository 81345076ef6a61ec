using Agora.Application.Monitoring.Doctor;
using MediatR;

namespace Agora.Api.DatabaseConsole;

/// <summary>The checks of the installation. They run when the form is sent: a page that refreshes would run them all the time.</summary>
internal static class DoctorPage
{
    private const string Path = "doctor", Title = "Doctor";

    public static IResult Show(HttpContext http) =>
        ConsolePage.Write(http, StatusCodes.Status200OK, Title, Form(http), Path, http.Session());

    public static async Task<IResult> RunAsync(HttpContext http, IMediator mediator, CancellationToken ct)
    {
        var report = (await mediator.Send(new RunDoctor(), ct)).Value;
        var findings = report.Findings.Select(finding => Html.Of($"""
            <tr><td>{finding.Severity}</td><td>{finding.Subject}</td><td>{finding.Message}</td><td class="t">{finding.Remedy}</td></tr>
            """));
        var table = report.Findings.Count == 0 ? Html.Of($"<p>Nothing was found.</p>") : Html.Of($"""
            <div class="scroll" role="region" aria-label="Findings" tabindex="0"><table><thead><tr><th scope="col">Severity</th>
            <th scope="col">What</th><th scope="col">Finding</th><th scope="col">Remedy</th></tr></thead>
            <tbody>{Html.Join(findings)}</tbody></table></div>
            """);
        var checks = report.Checks.Select(check => Html.Of($"<li>{check.Name}: {check.Status}</li>"));
        return ConsolePage.Write(
            http,
            StatusCodes.Status200OK,
            Title,
            Html.Of($"{Form(http)}{table}<h2>Checks</h2><ul>{Html.Join(checks)}</ul>"),
            Path,
            http.Session());
    }

    private static Html Form(HttpContext http) => Html.Of($"""
        <form method="post" action="{ConsoleEndpoints.Root}/{Path}">{ConsolePage.FormKey(http.Session())}
        <p>Checks logins, roles, settings, volumes, mail, migrations, jobs, tables and indexes, each finding with its remedy.</p>
        <p class="row"><button>Run the checks</button></p></form>
        """);
}
