using System.ComponentModel.DataAnnotations;
using Agora.Api.Http;
using Agora.Api.Http.Limits;
using Agora.Api.Http.OpenApi;
using Agora.Api.Idempotency;
using Agora.Api.Sessions;
using Agora.Application.Common;
using Agora.Application.PersonalData;
using Agora.Domain.Common;
using Agora.Domain.PersonalData;
using Agora.Domain.Users;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.OpenApi;

namespace Agora.Api.PersonalData;

internal static class PersonalDataEndpoints
{
    private const string ZipMediaType = "application/zip";

    private const int ExportsAtOnce = 3;

    private static readonly TimeSpan ExportTimeout = TimeSpan.FromMinutes(15);

    private static readonly Error Busy = Error.Unavailable(
        "export.busy", "Too many exports are running. Retry shortly.", TimeSpan.FromSeconds(30));

    public static void MapPersonalData(this IEndpointRouteBuilder api)
    {
        // Each holds a connection to the database for as long as its reader takes, so that few at a time leave enough for the others.
        var turns = new SemaphoreSlim(ExportsAtOnce);
        var users = api.MapGroup("/users").WithTags("Personal data");
        users.MapGet("/me/export", (IMediator mediator, HttpContext http, CancellationToken ct) => ExportAsync(turns, mediator, http, ct))
            .WithName("ExportMe")
            .WithSummary("Export my data")
            .WithDescription(
                "Returns a ZIP archive with a JSON file for each kind of data, the uploaded files, and manifest.json. It is streamed "
                + "while it is "
                + "created: an archive without the manifest is incomplete.")
            .Produces<string>(StatusCodes.Status200OK, ZipMediaType)
            .AddOpenApiOperationTransformer((operation, _, _) =>
            {
                SharedResponses.AddHeader(
                    operation,
                    "200",
                    "Content-Disposition",
                    SharedResponses.Header(
                        "The file name of the archive.", JsonSchemaType.String, "attachment; filename=\"agora-export.zip\""));
                return Task.CompletedTask;
            })
            .RequireRateLimiting(RateLimitPolicies.Export)
            .WithRequestTimeout(ExportTimeout)
            .BypassesAdmissionControl();
        users.MapPost("/me/erase", EraseMe).WithName("EraseMe").WithoutIdempotencyKey().RequireRateLimiting(RateLimitPolicies.Login);
        users.MapPost("/{userId:guid}/erase", Erase)
            .WithName("EraseUser")
            .AdminsOnly()
            .WithoutIdempotencyKey()
            .RequireRateLimiting(RateLimitPolicies.Login);
    }

    /// <param name="CurrentPassword">The caller's password.</param>
    /// <param name="Mode">`anonymise`: published content stays without a name. `remove`: it is deleted.</param>
    internal sealed record EraseRequest([property: MaxLength(UserRules.PasswordMax)] string CurrentPassword, ErasureMode Mode);

    private static async Task<Results<EmptyHttpResult, ProblemHttpResult>> ExportAsync(
        SemaphoreSlim turns, IMediator mediator, HttpContext http, CancellationToken ct)
    {
        if (!await turns.WaitAsync(TimeSpan.Zero, ct))
        {
            return Problems.From(Busy);
        }

        try
        {
            http.Response.ContentType = ZipMediaType;
            http.Response.Headers.ContentDisposition = "attachment; filename=\"agora-export.zip\"";
            http.Response.Headers.CacheControl = "no-store";
            await mediator.Send(new ExportPersonalData(http.Response.Body), ct);
            return TypedResults.Empty;
        }
        finally
        {
            turns.Release();
        }
    }

    [EndpointSummary("Erase my account")]
    [EndpointDescription(
        "Name, addresses, profile, preferences, sessions, drafts and reading history are erased at once and cannot be restored. "
        + "Published content stays without a name, or is removed too (`mode`). 202 means that the erasure of many posts or comments "
        + "continues in the background. `DELETE /api/v1/users/me` only closes the account.")]
    private static Task<Results<NoContent, Accepted, ProblemHttpResult>> EraseMe(
        EraseRequest body, ActorContext context, IMediator mediator, HttpContext http, CancellationToken ct) =>
        Erase(context.SignedInId, body, mediator, http, ct);

    [EndpointSummary("Erase an account")]
    [EndpointDescription("For admins, as its owner could do it; for owners who cannot sign in. Requires the admin's own password.")]
    private static async Task<Results<NoContent, Accepted, ProblemHttpResult>> Erase(
        Guid userId, EraseRequest body, IMediator mediator, HttpContext http, CancellationToken ct)
    {
        var erased = await mediator.Send(new EraseUser(userId, body.CurrentPassword, body.Mode, SessionEndpoints.Origin(http)), ct);
        return erased.Match<Results<NoContent, Accepted, ProblemHttpResult>>(
            progress => progress == ErasureProgress.Done ? TypedResults.NoContent() : TypedResults.Accepted((string?)null),
            e => Problems.From(e));
    }
}
