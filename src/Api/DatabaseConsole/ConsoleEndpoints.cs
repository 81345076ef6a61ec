using Agora.Api.Http;
using Agora.Api.Http.Limits;
using Agora.Api.Sessions;
using Agora.Application.Monitoring;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace Agora.Api.DatabaseConsole;

/// <summary>
/// The console for DBAs: pages rendered here, over the connections of probes, with sessions in memory, so that it opens while the database
/// is in trouble.
/// </summary>
internal static class ConsoleEndpoints
{
    public const string Root = "/console", SignInPath = $"{Root}/sign-in";

    /// <summary>Pages that show probes and nothing else.</summary>
    private static readonly (string Path, string Title, string[] Probes)[] ProbePages =
    [
        ("tables", "Tables", ["sizes", "tables", "table-bloat", "vacuum-queue", "memory-hits", "sequential-scans", "partitions"]),
        ("indexes", "Indexes", ["index-bloat", "unused-indexes", "duplicate-indexes", "foreign-keys-without-index", "broken-objects"]),
        (
            "replication",
            "Replication and log",
            ["replication", "standby", "slots", "publications", "wal", "checkpoints", "io", "backup-readiness"]),
        ("settings", "Settings", ["settings", "security", "sequences", "wraparound", "databases"]),
    ];

    public static void MapConsole(this IEndpointRouteBuilder app)
    {
        var console = app.MapGroup(Root).ExcludeFromDescription().IgnoresAuthorization().BypassesAdmissionControl()
            .WithMetadata(new RequestSizeLimitAttribute(SessionEndpoints.BodyMax));
        console.MapGet("/sign-in", SignInPage.Show);
        console.MapPost("/sign-in", SignInPage.SubmitAsync).RequireRateLimiting(RateLimitPolicies.Login);

        var pages = console.MapGroup("").DisableRateLimiting();
        pages.AddEndpointFilter(ConsoleAccess.FilterAsync);
        pages.MapGet("/", OverviewPage.ShowAsync);
        pages.MapPost("/sign-out", SignInPage.SignOutAsync);
        pages.MapGet("/activity", ActivityPage.ShowAsync);
        pages.MapPost("/activity", ActivityPage.ActAsync);
        pages.MapGet("/statements", StatementsPage.ShowAsync);
        pages.MapGet("/statements/{statementId}", ExplainPage.Show);
        pages.MapPost("/statements/{statementId}", ExplainPage.ExplainAsync);
        pages.MapGet("/migrations", MigrationsPage.ShowAsync);
        pages.MapGet("/maintenance", MaintenancePage.ShowAsync);
        pages.MapGet("/backups", BackupsPage.ShowAsync);
        pages.MapGet("/doctor", DoctorPage.Show);
        pages.MapPost("/doctor", DoctorPage.RunAsync);
        pages.MapGet("/probes", ListAsync);
        pages.MapGet("/probes/{probe}", OneAsync);
        foreach (var (path, title, probes) in ProbePages)
        {
            pages.MapGet($"/{path}", async (HttpContext http, IMediator mediator, CancellationToken ct) => ConsolePage.Write(
                http,
                StatusCodes.Status200OK,
                title,
                await ProbeSections.WriteAsync(mediator, probes, ct),
                path,
                http.Session()));
        }
    }

    private static async Task<IResult> ListAsync(HttpContext http, IMediator mediator, CancellationToken ct)
    {
        var probes = (await mediator.Send(new ListProbes(), ct)).Value.Items;
        var items = probes.Select(probe => Html.Of($"""
            <li><a href="{Root}/probes/{probe.Name}">{ProbeSections.Heading(probe.Name)}</a> {probe.Description}</li>
            """));
        return ConsolePage.Write(
            http, StatusCodes.Status200OK, "All probes", Html.Of($"<ul>{Html.Join(items)}</ul>"), "probes", http.Session());
    }

    private static async Task<IResult> OneAsync(string probe, HttpContext http, IMediator mediator, CancellationToken ct)
    {
        var table = await ProbeSections.RunAsync(mediator, probe, ct);
        return ConsolePage.Write(
            http,
            table.Error is { } error ? Problems.Status(error.Kind) : StatusCodes.Status200OK,
            "Probe",
            ProbeSections.Section(probe, table),
            session: http.Session());
    }
}
