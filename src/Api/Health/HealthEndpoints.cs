using System.Text.Json.Serialization;
using Agora.Api.DatabaseConsole;
using Agora.Api.Http;
using Agora.Api.Http.Limits;
using Agora.Api.Http.OpenApi;
using Agora.Api.Sessions;
using Agora.Application.Monitoring.Doctor;
using Agora.Domain.Common;
using Agora.Infrastructure.Common;
using Agora.Infrastructure.Settings;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Agora.Api.Health;

internal static class HealthEndpoints
{
    private static readonly Error Starting = Error.Unavailable(
        "server.starting", "The server is starting and waits for its database. Retry shortly.", TimeSpan.FromSeconds(2));

    public static void AddHealth(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton(builder.Configuration.Read<HealthOptions>(HealthOptions.Section));
        builder.Services.AddSingleton<DatabaseReadySignal>();
        builder.Services.AddSingleton<HealthState>();
        builder.Services.AddSingleton<Readiness>();
        builder.Services.AddScoped<IDoctorCheck, DiskCheck>();
        builder.Services.AddSingleton<HealthQueries>();
        builder.Services.AddSingleton<MailHealth>();
        builder.Services.AddSingleton<JobHealth>();
        builder.Services.AddSingleton<MeaningHealth>();
        builder.Services.AddHostedService<HostLifecycle>();
    }

    /// <summary>Until the database is reachable, only health is served.</summary>
    public static IApplicationBuilder UseDatabaseReadyCheck(this IApplicationBuilder app)
    {
        var ready = app.ApplicationServices.GetRequiredService<DatabaseReadySignal>();
        return app.Use((http, next) => ready.IsSet
            || http.Request.Path.StartsWithSegments("/health", StringComparison.Ordinal)
            || http.Request.Path.StartsWithSegments(ConsoleEndpoints.Root, StringComparison.Ordinal)
            ? next(http)
            : Problems.WriteAsync(http, Starting));
    }

    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        var health = app.MapGroup("/health").WithTags("Health").IgnoresAuthorization().DisableRateLimiting().BypassesAdmissionControl();
        health.MapGet("/", Live).WithName("Live");
        health.MapGet("/ready", Ready).WithName("Ready").Produces<ReadyResponse>(StatusCodes.Status503ServiceUnavailable);
        health.MapGet("/startup", Startup).WithName("Startup").Produces<LiveResponse>(StatusCodes.Status503ServiceUnavailable);
        app.MapGet("/", Root).WithTags("Health").WithName("Root").IgnoresAuthorization().BypassesAdmissionControl().Produces<RootResponse>()
            .AddOpenApiOperationTransformer(DescribePageAsync);
    }

    internal sealed record LiveResponse(string Status, DateTimeOffset Timestamp, string Environment);

    internal sealed record ReadyResponse(string Status, DateTimeOffset Timestamp, IReadOnlyList<HealthCheck> Checks);

    /// <param name="Version">Null outside Development.</param>
    /// <param name="Environment">Null outside Development.</param>
    internal sealed record RootResponse(string Name, string? Version, string? Environment, RootLinks Links);

    internal sealed record RootLinks(string Health, string? OpenApi, string? Docs, string Posts, string Feed);

    [EndpointSummary("Check liveness")]
    [EndpointDescription(
        "A liveness probe for everyone, without rate limit or authentication. It does not check the database: restarting the "
        + "process would not bring the database back.")]
    private static Ok<LiveResponse> Live(TimeProvider clock, IHostEnvironment environment) =>
        TypedResults.Ok(new LiveResponse("ok", clock.GetUtcNow(), environment.EnvironmentName));

    [EndpointSummary("Check readiness")]
    [EndpointDescription(
        "A readiness probe for everyone, without rate limit or authentication. Checks the database, the disk and the volume of "
        + "uploaded files, at most once a second. Answers 503 with the same body when a check fails or while the server stops. A "
        + "`mail` check of `not configured` does not fail readiness; its reason gives the number of queued mails. A `jobs` check of "
        + "`delayed` does not either: jobs are due, and no worker runs them. Nor does a `searchByMeaning` check of `not installed`, "
        + "`off`, `starting` or `replaced`.")]
    private static async Task<Results<Ok<ReadyResponse>, JsonHttpResult<ReadyResponse>>> Ready(
        Readiness readiness, MailHealth mail, JobHealth jobs, MeaningHealth meaning, HealthState state, TimeProvider clock)
    {
        var report = await readiness.GetReportAsync();
        // Queued mails and jobs are in the database, so they are read only when it responds.
        IReadOnlyList<HealthCheck> checks = report.Checks[0].Status == "ok"
            ? [.. report.Checks, await mail.CheckAsync(), await jobs.CheckAsync(), await meaning.CheckAsync()]
            : report.Checks;
        if (report.Ready && !state.IsStopping)
        {
            return TypedResults.Ok(new ReadyResponse("ready", clock.GetUtcNow(), checks));
        }

        var status = state.IsStopping ? "stopping" : state.IsStarted ? "failed" : "starting";
        return TypedResults.Json(
            new ReadyResponse(status, clock.GetUtcNow(), checks), statusCode: StatusCodes.Status503ServiceUnavailable);
    }

    [EndpointSummary("Check startup")]
    [EndpointDescription(
        "A startup probe for everyone, without rate limit or authentication. Answers 503 with the status `starting` until the "
        + "database answers and is migrated; all other requests are answered 503 `server.starting` until then.")]
    private static Results<Ok<LiveResponse>, JsonHttpResult<LiveResponse>> Startup(
        HealthState state, TimeProvider clock, IHostEnvironment environment) =>
        state.IsStarted
            ? TypedResults.Ok(new LiveResponse("started", clock.GetUtcNow(), environment.EnvironmentName))
            : TypedResults.Json(
                new LiveResponse("starting", clock.GetUtcNow(), environment.EnvironmentName),
                statusCode: StatusCodes.Status503ServiceUnavailable);

    [EndpointSummary("Get the server's name and links")]
    [EndpointDescription(
        "Available to everyone; the Authorization header is ignored. Returns JSON, or an HTML page when Accept prefers text/html "
        + "over application/json. `version` and `environment` are null outside Development. `openApi` and `docs` are null when the "
        + "operator does not publish them.")]
    private static Results<Ok<RootResponse>, ContentHttpResult> Root(HttpContext http, IHostEnvironment environment, DocsOptions docs)
    {
        http.Response.Headers.AppendCommaSeparatedValues("Vary", "Accept");
        var isAtHome = environment.IsDevelopment();
        var root = new RootResponse(
            "Agora",
            isAtHome ? DocumentFrame.Version : null,
            isAtHome ? environment.EnvironmentName : null,
            new RootLinks(
                "/health",
                docs.ShowsDocument ? Docs.DocumentPath : null,
                docs.ShowsPage ? Docs.PagePath : null,
                "/api/v1/posts",
                "/api/v1/feeds/posts.atom"));
        var origin = $"{http.Request.Scheme}://{http.Request.Host}";
        return HtmlPage.IsWanted(http.Request)
            ? HtmlPage.Write(http, StatusCodes.Status200OK, root.Name, FrontPage.Content(root, origin))
            : TypedResults.Ok(root);
    }

    private static Task DescribePageAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken ct)
    {
        var answer = (OpenApiResponse)operation.Responses!["200"];
        answer.Content![HtmlPage.MediaType] = new OpenApiMediaType
        {
            Schema = new OpenApiSchema { Type = JsonSchemaType.String },
            Example = "<!doctype html><html lang=\"en\">...</html>",
        };
        SharedResponses.AddHeader(
            operation,
            "200",
            "Vary",
            SharedResponses.Header(
                "The request headers that the response depends on.", JsonSchemaType.String, "Accept, Authorization", required: true));
        return Task.CompletedTask;
    }
}

[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(HealthEndpoints.LiveResponse))]
[JsonSerializable(typeof(HealthEndpoints.ReadyResponse))]
[JsonSerializable(typeof(HealthEndpoints.RootResponse))]
internal sealed partial class HealthJson : JsonSerializerContext;
