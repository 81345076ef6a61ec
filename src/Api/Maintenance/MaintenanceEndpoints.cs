using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Agora.Api.Http;
using Agora.Api.Http.Limits;
using Agora.Application.Common;
using Agora.Application.Maintenance;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Agora.Api.Maintenance;

internal static class MaintenanceEndpoints
{
    private const int DefaultLimit = 5;

    public static void MapMaintenance(this IEndpointRouteBuilder api)
    {
        var maintenance = api.MapGroup("/database/maintenance").WithTags("Monitoring").AdminsOnly();
        maintenance.MapGet("/", All).WithName("ListMaintenanceRuns");
        maintenance.MapGet("/plan", Plan).WithName("PlanMaintenance").IsExpensive();
    }

    [EndpointSummary("List the reports of the nightly maintenance")]
    [EndpointDescription(
        "For admins. Newest first, each with its steps: what was done to which table or index, why, the size, factor or rows before and "
        + "after, and the outcome. A step is `partial` when the reason for it is still there; `detail` says why. A run that was stopped, "
        + "because the window (`Maintenance:Window`) closed or its job was cancelled, continues where it stopped. Runs are jobs of the "
        + "kind `database.maintain`; reports are kept for `Maintenance:KeepDays`.")]
    private static async Task<Results<Ok<Page<MaintenanceRunView>>, ProblemHttpResult>> All(
        IMediator mediator,
        CancellationToken ct,
        [Description("Page size, 1 to 30."), Range(1, ListMaintenanceRuns.LimitMax)] int limit = DefaultLimit,
        [Description("The `next` of the previous page.")] string? cursor = null) =>
        (await mediator.Send(new ListMaintenanceRuns(limit, cursor), ct)).ToOk();

    [EndpointSummary("Plan the nightly maintenance")]
    [EndpointDescription(
        "For admins. What a run would do now, and why, without doing it; purges are rehearsed and rolled back. What an action brings about "
        + "is not foreseen: a table may be found bloated only once it is vacuumed.")]
    private static async Task<Results<Ok<MaintenancePlan>, ProblemHttpResult>> Plan(IMediator mediator, CancellationToken ct) =>
        (await mediator.Send(new PlanMaintenance(), ct)).ToOk();
}
