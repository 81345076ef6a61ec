using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Agora.Api.Http;
using Agora.Api.Http.Limits;
using Agora.Application.Common;
using Agora.Application.Jobs;
using Agora.Domain.Jobs;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Agora.Api.Jobs;

internal static class JobEndpoints
{
    private const int DefaultLimit = 20;

    public static void MapJobs(this IEndpointRouteBuilder api)
    {
        var jobs = api.MapGroup("/jobs").WithTags("Jobs").AdminsOnly();
        jobs.MapGet("/", All).WithName("ListJobs");
        jobs.MapGet("/summary", Summary).WithName("GetJobSummary").IsExpensive();
        jobs.MapGet("/kinds", Kinds).WithName("ListJobKinds");
        jobs.MapGet("/kinds/{kind}", Kind).WithName("GetJobKind");
        jobs.MapPatch("/kinds/{kind}", UpdateKind).WithName("UpdateJobKind");
        jobs.MapGet("/{jobId:guid}", Get).WithName("GetJob");
        jobs.MapPost("/{jobId:guid}/retry", Retry).WithName("RetryJob");
        jobs.MapPost("/{jobId:guid}/cancel", Cancel).WithName("CancelJob");
    }

    internal sealed record KindRequest
    {
        /// <summary>Jobs of a paused kind stay queued.</summary>
        public Optional<bool> Paused { get; init; }

        /// <summary>Jobs of the kind that run at once, 1 to 1000; null for the default of the kind.</summary>
        public Optional<int?> ConcurrencyMax { get; init; }

        /// <summary>
        /// Cron expression in UTC, with seconds in front where it has six fields; null for the default of the kind.
        /// </summary>
        public Optional<string?> Schedule { get; init; }
    }

    [EndpointSummary("List background jobs")]
    [EndpointDescription(
        "For admins. Newest first, without their parameters. Succeeded jobs are kept for `Jobs:KeepSucceededHours`, failed and cancelled "
        + "ones for `Jobs:KeepFailedDays`.")]
    private static async Task<Results<Ok<Page<JobView>>, ProblemHttpResult>> All(
        IMediator mediator,
        CancellationToken ct,
        [Description("Only jobs in this state.")] JobState? state = null,
        [Description("Only jobs of this kind, such as `jobs.purge`.")] string? kind = null,
        [Description("Page size, 1 to 100."), Range(1, ListJobs.LimitMax)] int limit = DefaultLimit,
        [Description("The `next` of the previous page.")] string? cursor = null) =>
        (await mediator.Send(new ListJobs(state, kind, limit, cursor), ct)).ToOk();

    [EndpointSummary("Summarize background jobs")]
    [EndpointDescription(
        "For admins. Counts by kind and state, and since when the oldest job is due, which is how far the workers are behind. Reads every "
        + "job that is kept.")]
    private static async Task<Results<Ok<JobSummary>, ProblemHttpResult>> Summary(IMediator mediator, CancellationToken ct) =>
        (await mediator.Send(new GetJobSummary(), ct)).ToOk();

    [EndpointSummary("List kinds of jobs")]
    [EndpointDescription("For admins. What each kind is limited to, and when its schedule is due.")]
    private static async Task<Results<Ok<JobKindList>, ProblemHttpResult>> Kinds(IMediator mediator, CancellationToken ct) =>
        (await mediator.Send(new ListJobKinds(), ct)).ToOk();

    [EndpointSummary("Get a kind of job")]
    [EndpointDescription("For admins.")]
    private static async Task<Results<Ok<JobKindView>, StatusCodeHttpResult, ProblemHttpResult>> Kind(
        string kind, IMediator mediator, HttpContext http, CancellationToken ct) =>
        (await mediator.Send(new GetJobKind(kind), ct)).ToOkOrNotModified(http, Tag);

    [EndpointSummary("Pause, limit or schedule a kind of job")]
    [EndpointDescription(
        "For admins. Takes effect with the next claim of every worker; jobs that run are not interrupted. A schedule that never fires "
        + "(`0 0 30 2 *`) is refused. Runs that are missed while workers are stopped or the kind is paused are made up for by one.")]
    private static async Task<Results<Ok<JobKindView>, ProblemHttpResult>> UpdateKind(
        string kind, KindRequest body, IMediator mediator, HttpContext http, CancellationToken ct) =>
        (await mediator.EditAsync(
            http,
            version => new UpdateJobKind(kind, version)
            {
                Paused = body.Paused,
                ConcurrencyMax = body.ConcurrencyMax,
                Schedule = body.Schedule,
            },
            new GetJobKind(kind),
            Tag,
            ct)).ToSaved(http, Tag);

    [EndpointSummary("Get a background job")]
    [EndpointDescription("For admins. With its parameters.")]
    private static async Task<Results<Ok<JobView>, ProblemHttpResult>> Get(Guid jobId, IMediator mediator, CancellationToken ct) =>
        (await mediator.Send(new GetJob(jobId), ct)).ToOk();

    [EndpointSummary("Retry a background job")]
    [EndpointDescription(
        "For admins. Queues a failed or cancelled job again, with all its attempts; a queued one is due at once. Refused for a running job "
        + "(409 `job.running`), for one that succeeded (409 `job.finished`), and while another job has its key (409 `job.duplicate`).")]
    private static async Task<Results<Ok<JobView>, ProblemHttpResult>> Retry(Guid jobId, IMediator mediator, CancellationToken ct) =>
        (await mediator.Send(new RetryJob(jobId), ct)).ToOk();

    [EndpointSummary("Cancel a background job")]
    [EndpointDescription(
        "For admins. A queued job is cancelled. A running one is asked to stop: its current step is interrupted and rolled back, unless it "
        + "succeeds before. Refused for one that succeeded or failed (409 `job.finished`).")]
    private static async Task<Results<Ok<JobView>, ProblemHttpResult>> Cancel(Guid jobId, IMediator mediator, CancellationToken ct) =>
        (await mediator.Send(new CancelJob(jobId), ct)).ToOk();

    private static string Tag(JobKindView kind) => Preconditions.ETag(kind.Version);
}
