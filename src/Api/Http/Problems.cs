using Agora.Domain.Common;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Agora.Api.Http;

/// <summary>The one place where an error becomes an RFC 9457 problem document.</summary>
internal static class Problems
{
    public static ProblemHttpResult From(Error error) => TypedResults.Problem(Document(error));

    public static ProblemDetails Document(Error error)
    {
        var document = Document(Status(error.Kind), error.Code, error.Message);
        if (error.Fields is { Count: > 0 } fields)
        {
            document.Extensions["errors"] = fields;
        }

        if (error.RetryAfter is { } wait)
        {
            document.Extensions["retryAfter"] = (int)Math.Ceiling(wait.TotalSeconds);
        }

        return document;
    }

    public static ProblemDetails Document(int status, string code, string detail) => new()
    {
        Type = $"urn:agora:problem:{code}",
        Title = Title(status),
        Status = status,
        Detail = detail,
        Extensions = { ["code"] = code },
    };

    public static int Status(ErrorKind kind) => kind switch
    {
        ErrorKind.Invalid => StatusCodes.Status400BadRequest,
        ErrorKind.Unauthenticated => StatusCodes.Status401Unauthorized,
        ErrorKind.Forbidden => StatusCodes.Status403Forbidden,
        ErrorKind.NotFound => StatusCodes.Status404NotFound,
        ErrorKind.Conflict => StatusCodes.Status409Conflict,
        ErrorKind.Stale => StatusCodes.Status412PreconditionFailed,
        ErrorKind.PreconditionRequired => StatusCodes.Status428PreconditionRequired,
        ErrorKind.TooMany => StatusCodes.Status429TooManyRequests,
        ErrorKind.Unavailable => StatusCodes.Status503ServiceUnavailable,
    };

    private static string Title(int status) =>
        Microsoft.AspNetCore.WebUtilities.ReasonPhrases.GetReasonPhrase(status);
}
