using System.Text.Json;
using Agora.Api.Http.Json;
using Agora.Application.Common;
using Agora.Domain.Common;
using Agora.Infrastructure.Common;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc;

namespace Agora.Api.Http;

/// <summary>
/// The one place that catches exceptions. Errors of the caller become problem documents. A failed dependency is logged as a warning when
/// its outage begins and once a minute while it lasts, a bug as an error; neither reveals internals.
/// </summary>
internal sealed partial class ExceptionHandlingMiddleware(RequestDelegate next, Outages outages, ILogger<ExceptionHandlingMiddleware> log)
{
    /// <summary>Status for the access log when the client disconnected; it is never sent.</summary>
    public const int ClientClosedRequest = 499;

    public async Task InvokeAsync(HttpContext http)
    {
        try
        {
            await next(http);
        }
        catch (Exception exception)
        {
            if (IsClientGone(http, exception))
            {
                Abandon(http);
                return;
            }

            var document = Document(exception, http);
            if (http.Response.HasStarted)
            {
                // A part of the response is sent: only a broken connection shows the client that the rest is missing.
                http.Abort();
                return;
            }

            http.Response.Clear();
            try
            {
                await Problems.WriteAsync(http, document);
            }
            catch (Exception gone) when (IsClientGone(http, gone))
            {
                Abandon(http);
            }
        }
    }

    private void Abandon(HttpContext http)
    {
        if (http.Response.HasStarted)
        {
            // The status is sent and cannot change. Without the abort the server would report the bytes that are missing.
            http.Abort();
        }
        else
        {
            http.Response.StatusCode = ClientClosedRequest;
        }

        Abandoned(log, http.Request.Method, http.TraceIdentifier);
    }

    private ProblemDetails Document(Exception exception, HttpContext http)
    {
        switch (exception)
        {
            case DependencyException { Error.Kind: ErrorKind.Unauthenticated } refused:
                return Problems.Document(refused.Error);

            case DependencyException dependency:
                Report(dependency);
                return Problems.Document(dependency.Error);

            case var _ when Refusal(exception, http) is { } refusal:
                return refusal;

            default:
                Unexpected(log, exception, http.Request.Method, http.Request.Path.ToUriComponent());
                return ErrorResponses.ForStatus(StatusCodes.Status500InternalServerError);
        }
    }

    private void Report(DependencyException dependency)
    {
        switch (outages.Failed(dependency.Error.Code))
        {
            case 0:
                DependencyFailed(log, dependency.InnerException, dependency.Error.Code);
                break;
            case { } more:
                StillFailing(log, dependency.Error.Code, more);
                break;
            default:
                // The line of the request says that it was refused.
                break;
        }
    }

    /// <summary>What is wrong with a request that could not be bound; null for any other exception.</summary>
    public static ProblemDetails? Refusal(Exception exception, HttpContext http) => exception switch
    {
        RefusedRequestException refused => Problems.Document(refused.Error),
        BadHttpRequestException { InnerException: JsonException json } => Problems.Document(JsonErrors.Explain(json)),

        // Parameters are checked before; what the framework itself still misses is the body. The server's own kind derives from this one.
        BadHttpRequestException { StatusCode: StatusCodes.Status400BadRequest }
            when exception.GetType() == typeof(BadHttpRequestException)
                && http.GetEndpoint()?.Metadata.GetMetadata<IAcceptsMetadata>() is not null =>
                    Problems.Document(ErrorResponses.BodyRequired),

        BadHttpRequestException bad => ErrorResponses.ForStatus(bad.StatusCode),
        _ => null,
    };

    private static bool IsClientGone(HttpContext http, Exception exception) =>
        http.RequestAborted.IsCancellationRequested
        && exception is OperationCanceledException or IOException or Microsoft.AspNetCore.Connections.ConnectionResetException;

    [LoggerMessage(EventId = 200, Level = LogLevel.Error, Message = "{Method} {Path} failed")]
    private static partial void Unexpected(ILogger log, Exception exception, string method, string path);

    [LoggerMessage(EventId = 201, Level = LogLevel.Warning, Message = "A dependency failed: {Code}")]
    private static partial void DependencyFailed(ILogger log, Exception? exception, string code);

    [LoggerMessage(EventId = 203, Level = LogLevel.Warning, Message = "A dependency still fails: {Code}, {Count} requests more")]
    private static partial void StillFailing(ILogger log, string code, int count);

    [LoggerMessage(EventId = 202, Level = LogLevel.Debug, Message = "The client of {Method} request {Id} went away")]
    private static partial void Abandoned(ILogger log, string method, string id);
}

/// <summary>A request that cannot be bound, with the reason for the caller. Thrown and caught inside the API only.</summary>
internal sealed class RefusedRequestException(Error error) : Exception(error.Message)
{
    public Error Error { get; } = error;
}
