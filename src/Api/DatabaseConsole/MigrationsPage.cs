using System.Globalization;
using Agora.Migrations.Planning;
using Agora.Migrations.Running;

namespace Agora.Api.DatabaseConsole;

/// <summary>Which versions are applied, and what the pending ones would lock.</summary>
internal static class MigrationsPage
{
    public static async Task<IResult> ShowAsync(HttpContext http, MigrationReports reports)
    {
        var content = await reports.ReadAsync() is not { } report
            ? Html.Of($"""
                <p role="alert">This server does not have the login of the role that migrates: DATABASE_MIGRATOR_URL is not set.
                On a machine that has it, run: agora migrate status</p>
                """)
            : Html.Of($"{Problem(report)}{Plan(report.Plan)}{Status(report.Status)}");
        return ConsolePage.Write(http, StatusCodes.Status200OK, "Migrations", content, "migrations", http.Session());
    }

    private static Html Problem(MigrationReport report)
    {
        var age = report.Status is null ? "" : $"What follows is of {ProbeSections.Time(report.TakenAt)}.";
        return report.Problem is { } problem ? Html.Of($"""<p role="alert">{problem} {age}</p>""") : Html.Empty;
    }

    private static Html Plan(PlanReport? plan)
    {
        if (plan is null)
        {
            return Html.Empty;
        }

        var rows =
            from migration in plan.Migrations
            from step in migration.Steps
            from statement in step.Statements
            select Html.Of($"""
                <tr><td>{migration.File}:{statement.Line}</td><td class="t">{statement.Sql}</td>
                <td>{string.Join(", ", statement.Locks.Select(Lock))}</td><td>{statement.Refused}</td></tr>
                """);
        return Html.Of($"""
            <section aria-labelledby="plan"><h2 id="plan">Plan</h2>
            <p class="quiet">What agora migrate up would run, with the locks of each statement.</p>
            {Html.Join(plan.Obstacles.Select(obstacle => Html.Of($"""<p role="alert">{obstacle}</p>""")))}
            <div class="scroll" role="region" aria-labelledby="plan" tabindex="0"><table><thead><tr><th scope="col">Place</th>
            <th scope="col">Statement</th><th scope="col">Locks</th><th scope="col">Refused by the server</th></tr></thead>
            <tbody>{Html.Join(rows)}</tbody></table></div>
            <p>Repeatable files: {(plan.Repeatables.Count == 0 ? "none" : string.Join(", ", plan.Repeatables))}</p></section>
            """);
    }

    private static string Lock(PlannedLock planned) =>
        $"{planned.Mode} on {planned.Relation}{(planned.Rewrites ? ", rewrites it" : planned.Scans ? ", scans it" : "")}";

    private static Html Status(StatusReport? status)
    {
        if (status is null)
        {
            return Html.Empty;
        }

        var unfinished = status.Unfinished.Select(found => Html.Of($"<li>{found.Kind}: {found.Object} {found.Detail}</li>"));
        var rows = status.Versions.OrderByDescending(line => line.Version).Select(line => Html.Of($"""
            <tr><td class="n">{line.Version}</td><td>{line.Name}</td><td>{line.State}</td>
            <td>{line.AppliedOn?.ToString("u", CultureInfo.InvariantCulture)}</td>
            <td class="n">{(line.DurationMs is { } elapsed ? Figures.Text("Milliseconds", elapsed) : "")}</td><td>{line.Role}</td>
            <td>{line.Reason} {line.Next}</td></tr>
            """));
        return Html.Of($"""
            <section aria-labelledby="status"><h2 id="status">Versions</h2>
            <p class="quiet">{(status.HasPending ? "There is something to apply: agora migrate up" : "Nothing is pending.")}</p>
            <ul>{Html.Join(unfinished)}</ul>
            <div class="scroll" role="region" aria-labelledby="status" tabindex="0"><table><thead><tr>
            <th scope="col" class="n">Version</th><th scope="col">Name</th><th scope="col">State</th><th scope="col">Applied</th>
            <th scope="col" class="n">Took</th><th scope="col">Role</th><th scope="col">Remark</th></tr></thead>
            <tbody>{Html.Join(rows)}</tbody></table></div></section>
            """);
    }
}
