using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;
using Agora.Api.Http.Json;
using Agora.Api.Http.Responses;
using Agora.Application.Common;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Primitives;

namespace Agora.Api.Http;

/// <summary>
/// Validates the query as strictly as a body: known parameters, each once, in one spelling. The framework would accept <c>+5</c>,
/// <c>5%00</c>, <c>Infinity</c> or a date without zone, and ignore a misspelt filter. A parameter with several values takes them repeated,
/// separated by commas, or both.
/// </summary>
internal static class QueryRules
{
    private static readonly ConcurrentDictionary<Endpoint, Parameter[]?> Known = new();

    public static IApplicationBuilder UseQueryRules(this IApplicationBuilder app) => app.Use((http, next) =>
    {
        if (http.GetEndpoint() is { } endpoint && Known.GetOrAdd(endpoint, Parameters) is { } parameters)
        {
            Check(http.Request.Query, parameters);
            if (Array.Exists(parameters, p => (p.Many || p.Bound is not null) && http.Request.Query.ContainsKey(p.Name)))
            {
                // Not by HttpRequest.Query, whose setter also rewrites the query string that links repeat.
                http.Features.Set<IQueryFeature>(new QueryFeature(Bound(http.Request.Query, parameters)));
            }
        }

        return next(http);
    });

    private static void Check(IQueryCollection query, Parameter[] parameters)
    {
        Dictionary<string, string[]>? errors = null;
        void Refuse(string name, string refusal) =>
            (errors ??= new Dictionary<string, string[]>(StringComparer.Ordinal))[name] = [refusal];

        foreach (var missing in parameters.Where(p => p.IsRequired && !query.ContainsKey(p.Name)))
        {
            Refuse(missing.Name, "Is required.");
        }

        foreach (var (name, values) in query)
        {
            var parameter = Array.Find(parameters, p => string.Equals(p.Name, name, StringComparison.Ordinal));
            var refusal =
                parameter is null ? Unknown(parameters)
                : parameter.Many ? Separated(values).Select(parameter.Refusal).FirstOrDefault(r => r is not null)
                : values.Count > 1 ? "Must be given once."
                : parameter.Refusal(values[0]);
            if (refusal is not null)
            {
                Refuse(name, refusal);
            }
        }

        if (errors is not null)
        {
            throw new RefusedRequestException(ErrorResponses.Fields(errors));
        }
    }

    private static string Unknown(Parameter[] parameters) => parameters.Length == 0
        ? "Is not a parameter of this URL, which has none."
        : $"Is not a parameter of this URL, which has: {string.Join(", ", parameters.Select(p => p.Name))}.";

    /// <summary>The values of a parameter that takes several.</summary>
    public static IEnumerable<string> Separated(StringValues values) =>
        values.SelectMany(v => (v ?? "").Split(',', StringSplitOptions.TrimEntries));

    /// <summary>The query in the spelling of the framework.</summary>
    private static QueryCollection Bound(IQueryCollection query, Parameter[] parameters)
    {
        var bound = new Dictionary<string, StringValues>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, values) in query)
        {
            var parameter = Array.Find(parameters, p => p.Name == name);
            IEnumerable<string?> separated = parameter is { Many: true } ? Separated(values) : values;
            bound[name] = parameter?.Bound is { } spelling
                ? new StringValues([.. separated.Select(v => spelling(v!))])
                : new StringValues([.. separated]);
        }

        return new QueryCollection(bound);
    }

    /// <summary>
    /// Converts a value to the spelling of the framework: enum members by their declared name, and times in UTC, since PostgreSQL stores no
    /// offsets. Null where both are the same.
    /// </summary>
    private static Func<string, string>? Spelling(Type type) => type switch
    {
        { IsEnum: true } => value => EnumNameConverter.DeclaredName(type, value),
        _ when type == typeof(DateTimeOffset) => value =>
            Rfc3339.TryParse(value, out var instant) ? instant.ToString("O", CultureInfo.InvariantCulture) : value,
        _ => null,
    };

    /// <summary>Null for endpoints of the framework, and for those that bind the query themselves.</summary>
    private static Parameter[]? Parameters(Endpoint endpoint)
    {
        if (endpoint is not RouteEndpoint route || endpoint.Metadata.GetMetadata<MethodInfo>() is null)
        {
            return null;
        }

        var bound = endpoint.Metadata.GetOrderedMetadata<IParameterBindingMetadata>();
        if (bound.Any(p => p.HasBindAsync))
        {
            return null;
        }

        return
        [
            .. bound
                .Where(p => p.HasTryParse || Element(p.ParameterInfo.ParameterType) == typeof(string))
                .Where(p => route.RoutePattern.GetParameter(p.Name) is null)
                .Where(
                    p =>
                        !p.ParameterInfo.GetCustomAttributes().Any(a => a is IFromHeaderMetadata or IFromFormMetadata or IFromBodyMetadata))
                .Select(p => new Parameter(
                    p.ParameterInfo.GetCustomAttribute<FromQueryAttribute>()?.Name ?? p.Name,
                    p.ParameterInfo.ParameterType.IsArray,
                    !p.IsOptional && !p.ParameterInfo.ParameterType.IsArray,
                    Rule(Element(p.ParameterInfo.ParameterType)),
                    Spelling(Element(p.ParameterInfo.ParameterType)))),
            .. endpoint.Metadata.GetMetadata<SelectsFields>() is null
                ? Array.Empty<Parameter>()
                : [new Parameter(FieldSelection.Parameter, true, false, _ => null, null)],
        ];
    }

    private static Type Element(Type type)
    {
        var element = type.IsArray ? type.GetElementType()! : type;
        return Nullable.GetUnderlyingType(element) ?? element;
    }

    private static Func<string?, string?> Rule(Type type)
    {
        if (type == typeof(int) || type == typeof(long) || type == typeof(short))
        {
            return text => IsWhole(text) && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
                && (type != typeof(int) || number is >= int.MinValue and <= int.MaxValue)
                && (type != typeof(short) || number is >= short.MinValue and <= short.MaxValue)
                    ? null
                    : "Must be a whole number in plain digits.";
        }

        if (type == typeof(double) || type == typeof(float) || type == typeof(decimal))
        {
            const NumberStyles style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;
            return text => text is { Length: > 0 and <= 30 } && text[0] != '+'
                && double.TryParse(text, style, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
                    ? null
                    : "Must be a decimal number such as 48.137.";
        }

        if (type.IsEnum)
        {
            var names = EnumNameConverter.NamesOf(type);
            return text => names.Contains(text, StringComparer.Ordinal) ? null : $"Must be one of: {string.Join(", ", names)}.";
        }

        return type switch
        {
            _ when type == typeof(bool) => text => text is "true" or "false" ? null : "Must be true or false.",
            _ when type == typeof(Guid) =>
                text => Guid.TryParseExact(text, "D", out _) ? null : "Must be a UUID such as 0198c5f0-7a3e-7c4b-9a51-1f2e3d4c5b6a.",
            _ when type == typeof(DateTimeOffset) => text => Rfc3339.TryParse(text, out _) ? null : InstantConverter.Refusal,
            _ when type == typeof(DateOnly) =>
                text =>
                    DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _)
                        ? null
                        : "Must be a date such as 2026-01-31.",
            _ => _ => null,
        };
    }

    private static bool IsWhole(string? text)
    {
        var digits = text.AsSpan();
        if (digits.Length > 0 && digits[0] == '-')
        {
            digits = digits[1..];
        }

        return digits.Length is > 0 and <= 19
            && !digits.ContainsAnyExceptInRange('0', '9')
            && (digits.Length == 1 || digits[0] != '0');
    }

    private sealed record Parameter(string Name, bool Many, bool IsRequired, Func<string?, string?> Refusal, Func<string, string>? Bound);
}
