using Agora.Api.Http;
using Agora.Application.Common;
using Agora.Domain.Moderation;

namespace Agora.Api.Moderation;

/// <summary>The parameter <c>reason</c> of what staff do to the content of others.</summary>
internal static class StaffReasonHelp
{
    public const string Text = "Required for staff who act on the content of another user; written to the moderation log.";

    private const string Parameter = "reason";

    /// <summary>Keeps the reason for the transaction. One that is sent must be good, also from callers who need none.</summary>
    public static RouteHandlerBuilder TakesReason(this RouteHandlerBuilder endpoint) =>
        endpoint.AddEndpointFilter(async (invocation, next) =>
    {
        var http = invocation.HttpContext;
        if (!http.Request.Query.TryGetValue(Parameter, out var reason))
        {
            return await next(invocation);
        }

        if (ModerationRules.RefuseReason(reason) is { } refusal)
        {
            return Problems.From(refusal);
        }

        http.RequestServices.GetRequiredService<ActorContext>().Reason = reason;
        return await next(invocation);
    });
}
