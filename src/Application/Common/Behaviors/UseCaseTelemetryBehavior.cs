using System.Diagnostics;
using Agora.Domain.Common;
using MediatR;
using Microsoft.Extensions.Logging;

namespace Agora.Application.Common.Behaviors;

/// <summary>Traces, measures and logs every use case by name, outcome and duration, never by content.</summary>
public sealed partial class UseCaseTelemetryBehavior<TRequest, TResponse>(
    ILogger<UseCaseTelemetryBehavior<TRequest, TResponse>> log,
    TelemetrySettings settings,
    TimeProvider clock) : IPipelineBehavior<TRequest, TResponse>
    where TRequest : IRequest<TResponse>
    where TResponse : IResult<TResponse>
{
    /// <summary>The outcome of a use case that threw.</summary>
    private const string Exception = "exception";

    private static readonly string Name = typeof(TRequest).Name;

    public async Task<TResponse> Handle(
        TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<TResponse> next)
    {
        ArgumentNullException.ThrowIfNull(next);
        using var activity = Telemetry.Start(Name);
        var started = clock.GetTimestamp();
        var outcome = Exception;
        try
        {
            var response = await next();
            outcome = response.Error?.Code ?? "ok";
            return response;
        }
        finally
        {
            var elapsed = clock.GetElapsedTime(started);
            if (activity is not null)
            {
                activity.SetTag("agora.outcome", outcome);
                activity.SetStatus(outcome == Exception ? ActivityStatusCode.Error : ActivityStatusCode.Unset);
            }

            Telemetry.UseCases.Record(
                elapsed.TotalSeconds,
                new KeyValuePair<string, object?>("use_case", Name),
                new KeyValuePair<string, object?>("outcome", outcome));
            if (elapsed.TotalMilliseconds >= settings.SlowUseCaseMilliseconds)
            {
                Slow(log, Name, outcome, elapsed.TotalMilliseconds);
            }
            else
            {
                Finished(log, Name, outcome, elapsed.TotalMilliseconds);
            }
        }
    }

    [LoggerMessage(EventId = 100, Level = LogLevel.Debug, Message = "{UseCase} {Outcome} in {ElapsedMs:F1} ms")]
    private static partial void Finished(ILogger log, string useCase, string outcome, double elapsedMs);

    [LoggerMessage(EventId = 101, Level = LogLevel.Warning, Message = "Slow use case: {UseCase} {Outcome} in {ElapsedMs:F1} ms")]
    private static partial void Slow(ILogger log, string useCase, string outcome, double elapsedMs);
}
