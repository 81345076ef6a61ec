using Agora.Domain.Common;
using MediatR;

namespace Agora.Application.Common.Behaviors;

/// <summary>Gives messages marked <see cref="IRunsAsSystem"/> the rights of the system for as long as they run.</summary>
public sealed class SystemRightsBehavior<TRequest, TResponse>(ActorContext context)
    : IPipelineBehavior<TRequest, TResponse>
    where TRequest : IRequest<TResponse>
    where TResponse : IResult<TResponse>
{
    public async Task<TResponse> Handle(
        TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<TResponse> next)
    {
        ArgumentNullException.ThrowIfNull(next);
        if (request is not IRunsAsSystem)
        {
            return await next();
        }

        using (context.Elevate())
        {
            return await next();
        }
    }
}
