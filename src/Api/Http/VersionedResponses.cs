using Agora.Domain.Common;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Agora.Api.Http;

/// <summary>Answers about what has versions: each carries the ETag that a later edit names in If-Match.</summary>
internal static class VersionedResponses
{
    /// <summary>What was read, or 304 for a client that has it already.</summary>
    public static Results<Ok<T>, StatusCodeHttpResult, ProblemHttpResult> Read<T>(this Result<T> result, HttpContext http, Func<T, string> tag) =>
        result.Read(http, tag, value => value);

    public static Results<Ok<TBody>, StatusCodeHttpResult, ProblemHttpResult> Read<T, TBody>(
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

    /// <summary>What a write left behind.</summary>
    public static Results<Ok<T>, ProblemHttpResult> Saved<T>(this Result<T> result, HttpContext http, Func<T, string> tag) =>
        result.Saved(http, tag, value => value);

    public static Results<Ok<TBody>, ProblemHttpResult> Saved<T, TBody>(
        this Result<T> result, HttpContext http, Func<T, string> tag, Func<T, TBody> body)
    {
        if (!result.IsSuccess)
        {
            return Problems.From(result.Error);
        }

        http.Response.Headers.ETag = tag(result.Value);
        return TypedResults.Ok(body(result.Value));
    }

    /// <summary>What a write made, and where it is.</summary>
    public static Results<Created<T>, ProblemHttpResult> Created<T>(
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
