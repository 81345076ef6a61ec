using System.Buffers;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Agora.Api.EventLog;
using Agora.Api.Http;
using Agora.Api.Sessions;
using Agora.Application.EventLog;
using Agora.Application.Streams;
using Agora.Domain.EventLog;
using Microsoft.AspNetCore.Http.Metadata;

namespace Agora.Api.Streams;

/// <summary>Sends a stream as server-sent events until one of both sides ends it.</summary>
internal sealed class EventStreamResult(
    IEventStream stream, EventPosition? after, IEventLogRepository log, IStreamRepository follows, StreamSettings settings)
    : IResult, IEndpointMetadataProvider
{
    public const string ContentType = "text/event-stream";

    /// <summary>An event is encoded once, for all streams that send it.</summary>
    private static readonly ConditionalWeakTable<LoggedEvent, byte[]> Encoded = [];

    /// <summary>Before the browser reconnects.</summary>
    private const int RetryMilliseconds = 2000;

    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(string), [ContentType]));

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        using var open = stream;
        var services = httpContext.RequestServices;
        var clock = services.GetRequiredService<TimeProvider>();
        using var expiry = httpContext.Features.Get<AccessTokenLifetime>() is { } token
            ? new CancellationTokenSource(token.Left(clock), clock)
            : new CancellationTokenSource();
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(
            httpContext.RequestAborted,
            expiry.Token,
            stream.Ended,
            services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping);
        var response = httpContext.Response;
        response.ContentType = ContentType;
        response.Headers.CacheControl = "no-store";
        // Proxies such as nginx would hold events back.
        response.Headers["X-Accel-Buffering"] = "no";
        if (httpContext.Features.Get<HeadersOnly>() is not null)
        {
            return;
        }

        try
        {
            Write(response.BodyWriter, $"retry: {RetryMilliseconds}\n\n");
            await response.BodyWriter.FlushAsync(ended.Token);
            await foreach (var message in stream.ReadAsync(after, log, follows, ended.Token))
            {
                Write(response.BodyWriter, message);
                await response.BodyWriter.FlushAsync(ended.Token);
            }
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // Either side has ended it.
        }
    }

    private void Write(IBufferWriter<byte> body, StreamMessage message)
    {
        if (message.Event is { } logged)
        {
            body.Write(Encoded.GetValue(logged, Encode));
        }
        else if (message.Reload is { } reason)
        {
            Write(body, $$"""id: {{message.Position}}{{"\n"}}event: reload{{"\n"}}data: {"code":"{{reason.Code}}"}{{"\n\n"}}""");
        }
        else
        {
            Write(body, $": every {settings.HeartbeatSeconds} s\nid: {message.Position}\n\n");
        }
    }

    private static byte[] Encode(LoggedEvent logged)
    {
        // Without line breaks, so that it is one field.
        var data = JsonSerializer.Serialize(logged.ToView(), EventJson.Wire.EventView);
        return Encoding.UTF8.GetBytes($"id: {logged.Position}\nevent: {logged.Type}\ndata: {data}\n\n");
    }

    private static void Write(IBufferWriter<byte> body, string text) => Encoding.UTF8.GetBytes(text, body);
}
