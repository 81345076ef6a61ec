using Microsoft.AspNetCore.Routing.Patterns;

namespace Agora.Api.Http;

/// <summary>
/// Finds the route that a path would match if its parameters were of the right type. Routing treats <c>/posts/123</c> as an unknown URL,
/// because the id of a post is a UUID.
/// </summary>
internal sealed class MistypedRoutes(EndpointDataSource endpoints)
{
    private readonly Lazy<RoutePattern[]> constrained = new(() =>
    [
        .. endpoints.Endpoints.OfType<RouteEndpoint>().Select(e => e.RoutePattern).Where(p => p.ParameterPolicies.Count > 0),
    ]);

    /// <summary>The reason why a parameter does not match; null when no route is similar.</summary>
    public string? Explain(PathString path)
    {
        var segments = (path.Value ?? "").Split('/', StringSplitOptions.RemoveEmptyEntries);
        return constrained.Value.Select(pattern => Explain(pattern, segments)).FirstOrDefault(reason => reason is not null);
    }

    private static string? Explain(RoutePattern pattern, string[] segments)
    {
        if (pattern.PathSegments.Count != segments.Length)
        {
            return null;
        }

        string? reason = null;
        foreach (var (segment, value) in pattern.PathSegments.Zip(segments))
        {
            switch (segment.Parts)
            {
                case [RoutePatternLiteralPart literal] when string.Equals(literal.Content, value, StringComparison.OrdinalIgnoreCase):
                    break;
                case [RoutePatternParameterPart parameter]:
                    reason ??= Explain(parameter, value);
                    break;
                default:
                    return null;
            }
        }

        return reason;
    }

    private static string? Explain(RoutePatternParameterPart parameter, string value) =>
        (parameter.ParameterPolicies is [var first, ..] ? first.Content : null) switch
        {
            "guid" when !Guid.TryParse(value, out _) => $"{parameter.Name} must be a UUID such as 0198c5f0-7a3e-7c4b-9a51-1f2e3d4c5b6a.",
            "int" when !int.TryParse(value, System.Globalization.CultureInfo.InvariantCulture, out _) =>
                $"{parameter.Name} must be a whole number.",
            "long" when !long.TryParse(value, System.Globalization.CultureInfo.InvariantCulture, out _) =>
                $"{parameter.Name} must be a whole number.",
            _ => null,
        };
}
