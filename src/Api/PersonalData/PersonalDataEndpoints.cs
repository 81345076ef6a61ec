using System.ComponentModel.DataAnnotations;
using Agora.Api.Http;
using Agora.Api.Http.Limits;
using Agora.Api.Idempotency;
using Agora.Api.Sessions;
using Agora.Application.Common;
using Agora.Application.PersonalData;
using Agora.Domain.Users;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Agora.Api.PersonalData;

internal static class PersonalDataEndpoints
{
    public static void MapPersonalData(this IEndpointRouteBuilder api)
    {
        var users = api.MapGroup("/users").WithTags("Personal data");
        users.MapPost("/me/erase", EraseMe).WithName("EraseMe").WithoutIdempotencyKey().RequireRateLimiting(RateLimitPolicies.Login);
        users.MapPost("/{userId:guid}/erase", Erase).WithName("EraseUser").AdminsOnly().WithoutIdempotencyKey().RequireRateLimiting(RateLimitPolicies.Login);
    }

    /// <param name="CurrentPassword">Of whoever asks.</param>
    /// <param name="Mode">`anonymise`: what everybody could read stays without a name. `remove`: it goes.</param>
    internal sealed record EraseRequest([property: MaxLength(UserRules.PasswordMax)] string CurrentPassword, ErasureMode Mode);

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
