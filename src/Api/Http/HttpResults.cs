using Agora.Domain.Common;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Agora.Api.Http;

/// <summary>Turns the result of a use case into an HTTP result. A failure becomes its problem document.</summary>
internal static class HttpResults
{
    public static Results<Ok<T>, ProblemHttpResult> ToOk<T>(this Result<T> result) =>
        result.Match<Results<Ok<T>, ProblemHttpResult>>(value => TypedResults.Ok(value), error => Problems.From(error));

    public static Results<NoContent, ProblemHttpResult> ToNoContent<T>(this Result<T> result) =>
        result.Match<Results<NoContent, ProblemHttpResult>>(_ => TypedResults.NoContent(), error => Problems.From(error));

    public static Results<Accepted, ProblemHttpResult> ToAccepted(this Result<Done> result) =>
        result.Match<Results<Accepted, ProblemHttpResult>>(_ => TypedResults.Accepted((string?)null), error => Problems.From(error));

    /// <summary>A read of a versioned resource: 200 with its ETag, or 304 when the client has this version.</summary>
    public static Results<Ok<T>, StatusCodeHttpResult, ProblemHttpResult> ToOkOrNotModified<T>(
        this Result<T> result, HttpContext http, Func<T, string> tag) => result.ToOkOrNotModified(http, tag, value => value);

    public static Results<Ok<TBody>, StatusCodeHttpResult, ProblemHttpResult> ToOkOrNotModified<T, TBody>(
        this Result<T> result, HttpContext http, Func<T, string> tag, Func<T, TBody> body)
    {
        if (!result.IsSuccess)
        {
            return Problems.From(result.Error);
        }

        return Preconditions.IsFresh(http, tag(result.Value))
            ? TypedResults.StatusCode(StatusCodes.Status304NotModified)
            : TypedResults.Ok(body(result.Value));
    }

    /// <summary>A write of a versioned resource: 200 with the ETag of the new version.</summary>
    public static Results<Ok<T>, ProblemHttpResult> ToSaved<T>(this Result<T> result, HttpContext http, Func<T, string> tag) =>
        result.ToSaved(http, tag, value => value);

    public static Results<Ok<TBody>, ProblemHttpResult> ToSaved<T, TBody>(
        this Result<T> result, HttpContext http, Func<T, string> tag, Func<T, TBody> body)
    {
        if (!result.IsSuccess)
        {
            return Problems.From(result.Error);
        }

        http.Response.Headers.ETag = tag(result.Value);
        return TypedResults.Ok(body(result.Value));
    }

    /// <summary>A new versioned resource: 201 with its ETag and address.</summary>
    public static Results<Created<T>, ProblemHttpResult> ToCreated<T>(
        this Result<T> result, HttpContext http, Func<T, string> tag, Func<T, string> address)
    {
        if (!result.IsSuccess)
        {
            return Problems.From(result.Error);
        }

        http.Response.Headers.ETag = tag(result.Value);
        return TypedResults.Created(address(result.Value), result.Value);
    }
}
