using Agora.Domain.Common;
using MediatR;

namespace Agora.Application.Common.Behaviors;

/// <summary>Runs every command in exactly one transaction; queries pass through, and commands that open their own.</summary>
public sealed class TransactionBehavior<TRequest, TResponse>(IUnitOfWork unitOfWork)
    : IPipelineBehavior<TRequest, TResponse>
    where TRequest : IRequest<TResponse>
    where TResponse : IResult<TResponse>
{
    private static readonly bool NeedsTransaction = !typeof(IOwnsTransaction).IsAssignableFrom(typeof(TRequest))
        && typeof(TRequest).GetInterfaces().Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(ICommand<>));

    public Task<TResponse> Handle(
        TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<TResponse> next)
    {
        ArgumentNullException.ThrowIfNull(next);
        return NeedsTransaction
            ? unitOfWork.ExecuteAsync(_ => next(), static r => r.IsSuccess, cancellationToken)
            : next();
    }
}
