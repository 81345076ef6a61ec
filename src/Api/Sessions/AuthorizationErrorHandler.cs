using Agora.Api.Http;
using Agora.Domain.Sessions;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;

namespace Agora.Api.Sessions;

/// <summary>
/// Writes the problem of a request that authorization refuses. The handlers of authentication cannot: they belong to the scope, which
/// operations of a batch share, and would write to the response of the batch.
/// </summary>
internal sealed class AuthorizationErrorHandler : IAuthorizationMiddlewareResultHandler
{
    public Task HandleAsync(
        RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult) =>
        authorizeResult switch
        {
            { Succeeded: true } => next(context),
            { Forbidden: true } => Problems.WriteAsync(context, SessionErrors.Forbidden),
            _ => Problems.WriteAsync(context, SessionErrors.SignInRequired),
        };
}
