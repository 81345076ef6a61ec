using System.ComponentModel.DataAnnotations;
using Agora.Api.Http;
using Agora.Api.Http.Limits;
using Agora.Api.Http.OpenApi;
using Agora.Api.Idempotency;
using Agora.Api.Sessions;
using Agora.Application.Common;
using Agora.Application.PersonalData;
using Agora.Domain.Common;
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
        "export.busy", "Others are exporting at this moment. Try again shortly.", TimeSpan.FromSeconds(30));

    public static void MapPersonalData(this IEndpointRouteBuilder api)
    {
        // Each holds a connection to the database for as long as its reader takes, so that few at a time leave enough for the others.
        var turns = new SemaphoreSlim(ExportsAtOnce);
        var users = api.MapGroup("/users").WithTags("Personal data");
        users.MapGet("/me/export", (IMediator mediator, HttpContext http, CancellationToken ct) => ExportAsync(turns, mediator, http, ct))
            .WithName("ExportMe")
            .WithSummary("Take along everything that is stored about oneself")
            .WithDescription("A ZIP with a JSON file for each kind, the files that one uploaded, and manifest.json. It is made while it is sent; one that has no manifest was cut short.")
            .Produces<string>(StatusCodes.Status200OK, ZipMediaType)
            .AddOpenApiOperationTransformer((operation, _, _) =>
            {
                SharedResponses.AddHeader(
                    operation, "200", "Content-Disposition", SharedResponses.Header("Saves it under a name.", JsonSchemaType.String, "attachment; filename=\"agora-export.zip\""));
                return Task.CompletedTask;
            })
            .RequireRateLimiting(RateLimitPolicies.Export)
            .WithRequestTimeout(ExportTimeout)
            .TakesNoTurn();
        users.MapPost("/me/erase", EraseMe).WithName("EraseMe").WithoutIdempotencyKey().RequireRateLimiting(RateLimitPolicies.Login);
        users.MapPost("/{userId:guid}/erase", Erase).WithName("EraseUser").AdminsOnly().WithoutIdempotencyKey().RequireRateLimiting(RateLimitPolicies.Login);
    }

    /// <param name="CurrentPassword">Of whoever asks.</param>
    /// <param name="Mode">`anonymise`: what everybody could read stays without a name. `remove`: it goes.</param>
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

    [EndpointSummary("Erase oneself for good")]
    [EndpointDescription("Name, address, profile, preferences, sessions, drafts and what was read are gone at once and cannot be brought back. What was published stays without a name, or goes too. 202 says that the rest of much writing is still being erased. `DELETE /api/v1/users/me` only closes the account.")]
    private static Task<Results<NoContent, Accepted, ProblemHttpResult>> EraseMe(
        EraseRequest body, ActorContext context, IMediator mediator, HttpContext http, CancellationToken ct) =>
        Erase(context.SignedInId, body, mediator, http, ct);

    [EndpointSummary("Erase somebody for good")]
    [EndpointDescription("As the person could, for those who cannot sign in. The password is the admin's own.")]
    private static async Task<Results<NoContent, Accepted, ProblemHttpResult>> Erase(
        Guid userId, EraseRequest body, IMediator mediator, HttpContext http, CancellationToken ct)
    {
        var erased = await mediator.Send(new EraseUser(userId, body.CurrentPassword, body.Mode, SessionEndpoints.Origin(http)), ct);
        return erased.Match<Results<NoContent, Accepted, ProblemHttpResult>>(
            progress => progress == ErasureProgress.Done ? TypedResults.NoContent() : TypedResults.Accepted((string?)null),
            e => Problems.From(e));
    }
}
