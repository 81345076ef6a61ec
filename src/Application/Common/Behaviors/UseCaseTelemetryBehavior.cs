using Agora.Domain.Common;
using MediatR;
using Microsoft.Extensions.Logging;

namespace Agora.Application.Common.Behaviors;

/// <summary>Traces, measures and logs every use case by name, outcome and duration, never by content.</summary>
public sealed partial class UseCaseTelemetryBehavior<TRequest, TResponse>(
    ILogger<UseCaseTelemetryBehavior<TRequest, TResponse>> log,
    TimeProvider clock) : IPipelineBehavior<TRequest, TResponse>
    where TRequest : IRequest<TResponse>
    where TResponse : IResult<TResponse>
{
    private static readonly string Name = typeof(TRequest).Name;

    public async Task<TResponse> Handle(
        TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<TResponse> next)
    {
        ArgumentNullException.ThrowIfNull(next);
        using var activity = Telemetry.Source.StartActivity(Name);
        var started = clock.GetTimestamp();
        var outcome = "exception";
        try
        {
            var response = await next();
            outcome = response.Error?.Code ?? "ok";
            return response;
        }
        finally
        {
            var elapsed = clock.GetElapsedTime(started);
            activity?.SetTag("agora.outcome", outcome);
            Telemetry.UseCases.Record(
                elapsed.TotalSeconds,
                new KeyValuePair<string, object?>("use_case", Name),
                new KeyValuePair<string, object?>("outcome", outcome));
            Finished(log, Name, outcome, elapsed.TotalMilliseconds);
        }
    }

    [LoggerMessage(EventId = 100, Level = LogLevel.Debug, Message = "{UseCase} {Outcome} in {ElapsedMs:F1} ms")]
    private static partial void Finished(ILogger log, string useCase, string outcome, double elapsedMs);
}
