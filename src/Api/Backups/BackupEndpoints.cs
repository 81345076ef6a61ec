using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Agora.Api.Http;
using Agora.Application.Backups;
using Agora.Application.Common;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Agora.Api.Backups;

internal static class BackupEndpoints
{
    private const int DefaultLimit = 20;

    public static void MapBackups(this IEndpointRouteBuilder api) =>
        api.MapGroup("/database/backups").WithTags("Monitoring").AdminsOnly().MapGet("/", All).WithName("ListBackupReports");

    [EndpointSummary("List the reports of backups and drills")]
    [EndpointDescription(
        "For admins. Newest first: which backup was made or restored, from when it is, each step with what it took and found, and the "
        + "problem of what failed. A backup is proven once a drill restored it: its rows, checksums and indexes were compared, and Agora "
        + "served known posts from it. Backups are made and restored on the machine of the database server (`agora backup`).")]
    private static async Task<Results<Ok<Page<BackupReport>>, ProblemHttpResult>> All(
        IMediator mediator,
        CancellationToken ct,
        [Description("Page size, 1 to 100."), Range(1, ListBackupReports.LimitMax)] int limit = DefaultLimit,
        [Description("The `next` of the previous page.")] string? cursor = null) =>
        (await mediator.Send(new ListBackupReports(limit, cursor), ct)).ToOk();
}
