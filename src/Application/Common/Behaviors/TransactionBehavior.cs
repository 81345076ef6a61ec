using Agora.Domain.Common;
using MediatR;

namespace Agora.Application.Common.Behaviors;

/// <summary>Runs every command in exactly one transaction; queries pass through, and commands that open their own.</summary>
public sealed class TransactionBehavior<TRequest, TResponse>(IUnitOfWork unitOfWork, ActorContext context)
    : IPipelineBehavior<TRequest, TResponse>
    where TRequest : IRequest<TResponse>
    where TResponse : IResult<TResponse>
{
    private static readonly bool IsCommand =
        typeof(TRequest).GetInterfaces().Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(ICommand<>));

    private static readonly bool NeedsTransaction = IsCommand && !typeof(IOwnsTransaction).IsAssignableFrom(typeof(TRequest));

    public Task<TResponse> Handle(
        TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<TResponse> next)
    {
        ArgumentNullException.ThrowIfNull(next);
        context.Writes |= IsCommand;
        return NeedsTransaction
            ? unitOfWork.ExecuteAsync(_ => next(), static r => r.IsSuccess, cancellationToken)
            : next();
    }
}
