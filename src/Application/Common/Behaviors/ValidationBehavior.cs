using Agora.Domain.Common;
using FluentValidation;
using MediatR;

namespace Agora.Application.Common.Behaviors;

/// <summary>Validates a message before its handler runs; returns <c>validation.failed</c> with the violations by member.</summary>
public sealed class ValidationBehavior<TRequest, TResponse>(IEnumerable<IValidator<TRequest>> validators)
    : IPipelineBehavior<TRequest, TResponse>
    where TRequest : IRequest<TResponse>
    where TResponse : IResult<TResponse>
{
    public async Task<TResponse> Handle(
        TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<TResponse> next)
    {
        ArgumentNullException.ThrowIfNull(next);
        return validators.Refusal(request) is { } refusal ? TResponse.Fail(refusal) : await next();
    }
}
