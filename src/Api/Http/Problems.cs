using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Agora.Api.Http.Json;
using Agora.Api.Sessions;
using Agora.Domain.Common;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;

namespace Agora.Api.Http;

/// <summary>The one place where an error becomes an RFC 9457 problem document.</summary>
internal static class Problems
{
    public const string ContentType = "application/problem+json";

    private const string ErrorsMember = "errors", RetryAfterMember = "retryAfter", ConstraintMember = "constraint";

    public static IServiceCollection AddProblemDocuments(this IServiceCollection services)
    {
        services.AddProblemDetails();
        services.Insert(0, ServiceDescriptor.Singleton<IProblemDetailsWriter, ProblemWriter>());
        return services;
    }

    public static ProblemHttpResult From(Error error) => TypedResults.Problem(Document(error));

    public static ProblemDetails Document(Error error)
    {
        var document = Document(Status(error.Kind), error.Code, error.Message);
        if (error.Fields is { Count: > 0 } fields)
        {
            document.Extensions[ErrorsMember] = fields;
        }

        if (error.Constraint is { } constraint)
        {
            document.Extensions[ConstraintMember] = constraint;
        }

        if (error.RetryAfter is { } wait)
        {
            document.Extensions[RetryAfterMember] = Seconds(wait);
        }

        return document;
    }

    public static ProblemDetails Document(int status, string code, string detail) => new()
    {
        Type = $"urn:agora:problem:{code}",
        Title = ReasonPhrases.GetReasonPhrase(status),
        Status = status,
        Detail = detail,
        Extensions = { ["code"] = code },
    };

    public static Task WriteAsync(HttpContext http, Error error) => WriteAsync(http, Document(error));

    /// <summary>
    /// Writes the document as the response regardless of Accept: an error in an unwanted format is better than one without a reason.
    /// </summary>
    public static Task WriteAsync(HttpContext http, ProblemDetails document)
    {
        http.Response.StatusCode = document.Status ?? StatusCodes.Status500InternalServerError;
        document.Extensions["requestId"] = http.TraceIdentifier;
        if (System.Diagnostics.Activity.Current is { } activity)
        {
            document.Extensions["traceId"] = activity.TraceId.ToString();
        }

        if (document.Extensions.TryGetValue(RetryAfterMember, out var wait) && wait is int seconds)
        {
            http.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }

        if (document.Status == StatusCodes.Status401Unauthorized)
        {
            // RFC 9110, 15.5.2.
            http.Response.Headers.WWWAuthenticate = BearerAuthentication.Scheme;
        }

        http.Response.Headers.CacheControl = "no-store";
        http.Response.ContentType = ContentType;
        return JsonSerializer.SerializeAsync(
            http.Response.BodyWriter, document, ProblemJson.Readable.ProblemDetails, http.RequestAborted);
    }

    public static int Status(ErrorKind kind) => kind switch
    {
        ErrorKind.Invalid => StatusCodes.Status400BadRequest,
        ErrorKind.Unauthenticated => StatusCodes.Status401Unauthorized,
        ErrorKind.Forbidden => StatusCodes.Status403Forbidden,
        ErrorKind.NotFound => StatusCodes.Status404NotFound,
        ErrorKind.Gone => StatusCodes.Status410Gone,
        ErrorKind.Conflict => StatusCodes.Status409Conflict,
        ErrorKind.Stale => StatusCodes.Status412PreconditionFailed,
        ErrorKind.PreconditionRequired => StatusCodes.Status428PreconditionRequired,
        ErrorKind.TooLarge => StatusCodes.Status413PayloadTooLarge,
        ErrorKind.Unsupported => StatusCodes.Status415UnsupportedMediaType,
        ErrorKind.TooMany => StatusCodes.Status429TooManyRequests,
        ErrorKind.Unavailable => StatusCodes.Status503ServiceUnavailable,
    };

    private static int Seconds(TimeSpan wait) => Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds));
}

/// <summary>Routes the framework's own results, such as <see cref="ProblemHttpResult"/>, to <see cref="Problems"/>.</summary>
internal sealed class ProblemWriter : IProblemDetailsWriter
{
    public bool CanWrite(ProblemDetailsContext context) => true;

    public async ValueTask WriteAsync(ProblemDetailsContext context) =>
        await Problems.WriteAsync(context.HttpContext, context.ProblemDetails);
}

[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(ProblemDetails))]
[JsonSerializable(typeof(IReadOnlyDictionary<string, string[]>))]
[JsonSerializable(typeof(Dictionary<string, string[]>))]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(int))]
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class ProblemJson : JsonSerializerContext
{
    /// <summary>For problems that are written without the options of the host.</summary>
    public static ProblemJson Readable { get; } = new(new JsonSerializerOptions { Encoder = ReadableEncoder.Instance });
}
