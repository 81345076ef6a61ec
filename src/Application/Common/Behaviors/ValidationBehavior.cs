using System.Text.Json;
using Agora.Domain.Common;
using FluentValidation;
using MediatR;

namespace Agora.Application.Common.Behaviors;

/// <summary>Answers <c>validation.failed</c> with the rules broken by member, before the handler runs.</summary>
public sealed class ValidationBehavior<TRequest, TResponse>(IEnumerable<IValidator<TRequest>> validators)
    : IPipelineBehavior<TRequest, TResponse>
    where TRequest : IRequest<TResponse>
    where TResponse : IResult<TResponse>
{
    public async Task<TResponse> Handle(
        TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<TResponse> next)
    {
        ArgumentNullException.ThrowIfNull(next);
        var fields = validators
            .Select(v => v.Validate(request))
            .SelectMany(r => r.Errors)
            .GroupBy(e => ClientName(e.PropertyName), StringComparer.Ordinal)
            .ToDictionary(
                g => g.Key,
                g => g.Select(e => e.ErrorMessage).Distinct(StringComparer.Ordinal).ToArray(),
                StringComparer.Ordinal);

        if (fields.Count == 0)
        {
            return await next();
        }

        return TResponse.Fail(
            Error.Invalid("validation.failed", "The request breaks one or more rules.") with { Fields = fields });
    }

    // "Tags[0]" and "Profile.Bio" become "tags[0]" and "profile.bio", as the client spelled them.
    private static string ClientName(string property) =>
        string.Join('.', property.Split('.').Select(JsonNamingPolicy.CamelCase.ConvertName));
}
