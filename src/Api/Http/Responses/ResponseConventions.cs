using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Net.Http.Headers;

namespace Agora.Api.Http.Responses;

/// <summary>Conventions of every JSON response: page links, field selection, and omission of the body.</summary>
internal static class ResponseConventions
{
    public const string PreferHeader = "Prefer", AppliedHeader = "Preference-Applied", Minimal = "return=minimal";

    /// <summary>For bodies that are the point of the request, such as tokens: they are sent despite <c>return=minimal</c>.</summary>
    public static TBuilder AlwaysSendsBody<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new Always());

    /// <summary>The type of a body to which field selection and omission apply; null when there is none.</summary>
    public static Type? BodyType(IEnumerable<object> metadata) => metadata.OfType<Always>().Any()
        ? null
        : metadata.OfType<IProducesResponseTypeMetadata>()
            .LastOrDefault(
                p =>
                    p.StatusCode is StatusCodes.Status200OK or StatusCodes.Status201Created
                        && p.ContentTypes.Contains(ContentTypes.Json, StringComparer.Ordinal))?.Type;

    public static async ValueTask<object?> FilterAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        if (HttpMethods.IsGet(http.Request.Method))
        {
            var fields = FieldSelection.Of(http);
            var answer = await next(context);
            if (Value(answer) is not { } value)
            {
                return answer;
            }

            if (value is Application.Common.IPage page)
            {
                PageLinks.Add(http, page.Next);
            }

            return fields is null ? answer : fields.Select(value);
        }

        var done = await next(context);
        return Value(done) is not null && PrefersMinimal(http.Request) && BodyType(http.GetEndpoint()!.Metadata) is not null
            ? new MinimalResponse((IResult)done!)
            : done;
    }

    private static object? Value(object? answer) => (answer is INestedHttpResult nested ? nested.Result : answer) switch
    {
        IStatusCodeHttpResult { StatusCode: not (StatusCodes.Status200OK or StatusCodes.Status201Created) } => null,
        IValueHttpResult result => result.Value,
        _ => null,
    };

    /// <summary>RFC 7240, 2: several preferences, with parameters, in one header or several; the first of a name counts.</summary>
    private static bool PrefersMinimal(HttpRequest request) => request.Headers[PreferHeader]
        .SelectMany(line => (line ?? "").Split(','))
        .Select(
            preference => preference.Split(';')[0].Replace(" ", "", StringComparison.Ordinal).Replace("\"", "", StringComparison.Ordinal))
        .FirstOrDefault(preference => preference.StartsWith("return=", StringComparison.OrdinalIgnoreCase))?
        .Equals(Minimal, StringComparison.OrdinalIgnoreCase) == true;

    private sealed class Always;

    /// <summary>Sends the headers of a response without its body.</summary>
    private sealed class MinimalResponse(IResult whole) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            var response = httpContext.Response;
            await ResponseBuffer.CaptureAsync(httpContext, whole.ExecuteAsync);
            if (response.StatusCode == StatusCodes.Status200OK)
            {
                response.StatusCode = StatusCodes.Status204NoContent;
            }

            response.ContentType = null;
            response.ContentLength = response.StatusCode == StatusCodes.Status204NoContent ? null : 0;
            response.Headers[AppliedHeader] = Minimal;
            response.Headers.AppendCommaSeparatedValues(HeaderNames.Vary, PreferHeader);
        }
    }
}
