using System.Text.Json;
using Agora.Domain.Common;
using FluentValidation;

namespace Agora.Application.Common;

internal static class ValidatorRefusals
{
    /// <summary><c>validation.failed</c> with the violations by member; null when there are none.</summary>
    public static Error? Refusal<T>(this IEnumerable<IValidator<T>> validators, T instance)
    {
        var fields = validators
            .Select(v => v.Validate(instance))
            .SelectMany(r => r.Errors)
            .GroupBy(e => ClientName(e.PropertyName), StringComparer.Ordinal)
            .ToDictionary(
                g => g.Key,
                g => g.Select(e => e.ErrorMessage).Distinct(StringComparer.Ordinal).ToArray(),
                StringComparer.Ordinal);

        return fields.Count == 0
            ? null
            : Error.Invalid("validation.failed", "The request is invalid.") with { Fields = fields };
    }

    // "Tags[0]" and "Profile.Bio" become "tags[0]" and "profile.bio", as the client spelled them.
    private static string ClientName(string property) =>
        string.Join('.', property.Split('.').Select(JsonNamingPolicy.CamelCase.ConvertName));
}
