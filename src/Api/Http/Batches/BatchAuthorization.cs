using Agora.Domain.Sessions;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;

namespace Agora.Api.Http.Batches;

/// <summary>
/// Answers for an operation that is not allowed. The handlers of authentication belong to the scope, which is that of the batch, and would answer in
/// place of it.
/// </summary>
internal sealed class BatchAuthorization : IAuthorizationMiddlewareResultHandler
{
    private readonly AuthorizationMiddlewareResultHandler single = new();

    public Task HandleAsync(RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult)
    {
        if (authorizeResult.Succeeded || context.Features.Get<BatchedOperation>() is null)
        {
            return single.HandleAsync(next, context, policy, authorizeResult);
        }

        return Problems.WriteAsync(context, authorizeResult.Challenged ? SessionErrors.SignInRequired : SessionErrors.Forbidden);
    }
}
