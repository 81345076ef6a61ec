using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using Agora.Application.Webhooks;

namespace Agora.Infrastructure.Webhooks;

/// <summary>
/// Posts deliveries to addresses that users chose, which may lead anywhere and answer anything. The address that a connection is made to is
/// checked when it is made, so that a name whose address changes does not lead inside. Redirects, proxies, cookies and credentials of this
/// machine are not used; of a response a beginning is read, within the time of the attempt.
/// </summary>
internal sealed class WebhookTransport : IWebhookTransport, IDisposable
{
    /// <summary>Bytes of the response that are kept.</summary>
    private const int ResponseMax = 1024;

    private const int ErrorMax = 200;

    private readonly WebhookSettings settings;
    private readonly TimeProvider clock;
    private readonly HttpClient client;

    public WebhookTransport(WebhookSettings settings, TimeProvider clock)
    {
        this.settings = settings;
        this.clock = clock;
        client = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.None,
            ActivityHeadersPropagator = null,
            ConnectCallback = ConnectAsync,
            // A name is looked up again after this time.
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
            MaxConnectionsPerServer = 32,
            MaxResponseHeadersLength = 16,
            // The rest of a response that was not read is not worth a connection.
            MaxResponseDrainSize = 0,
        })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    public async Task<DeliveryResponse> SendAsync(OutgoingDelivery delivery, CancellationToken ct)
    {
        var started = Stopwatch.GetTimestamp();
        using var time = new CancellationTokenSource(settings.Timeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(time.Token, ct);
        try
        {
            using var request = Request(delivery);
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            var status = (int)response.StatusCode;
            var error = status switch
            {
                >= 200 and < 300 => null,
                >= 300 and < 400 => "redirects are not followed",
                _ => string.Create(CultureInfo.InvariantCulture, $"status {status}"),
            };
            var text = await BeginningAsync(response.Content, either.Token);
            return new DeliveryResponse(status, error, text, Stopwatch.GetElapsedTime(started), RetryAfter(response.Headers.RetryAfter));
        }
        catch (Exception exception) when (!ct.IsCancellationRequested && Explain(exception, time.IsCancellationRequested) is { } error)
        {
            return new DeliveryResponse(null, error, null, Stopwatch.GetElapsedTime(started), null);
        }
    }

    public void Dispose() => client.Dispose();

    private static HttpRequestMessage Request(OutgoingDelivery delivery)
    {
        var content = new ByteArrayContent(delivery.Body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");
        return new HttpRequestMessage(HttpMethod.Post, delivery.Url)
        {
            Content = content,
            Headers =
            {
                { "User-Agent", "Agora-Webhooks/1" },
                { "webhook-id", delivery.MessageId },
                { "webhook-timestamp", delivery.At.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture) },
                { "webhook-signature", delivery.Signature },
            },
        };
    }

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken ct)
    {
        var host = context.DnsEndPoint;
        var addresses = IPAddress.TryParse(host.Host, out var literal) ? [literal] : await Dns.GetHostAddressesAsync(host.Host, ct);
        var allowed = settings.AllowPrivateAddresses ? addresses : Array.FindAll(addresses, PublicAddresses.Contains);
        if (allowed.Length == 0)
        {
            throw new RefusedAddressException();
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, host.Port, ct);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>What the receiver said, as far as it is text.</summary>
    private static async Task<string?> BeginningAsync(HttpContent content, CancellationToken ct)
    {
        var buffer = new byte[ResponseMax];
        await using var stream = await content.ReadAsStreamAsync(ct);
        var length = await stream.ReadAtLeastAsync(buffer, ResponseMax, throwOnEndOfStream: false, ct);
        // What PostgreSQL does not store as text, and what would not show.
        var text = new string([.. Encoding.UTF8.GetString(buffer, 0, length).Where(c => !char.IsControl(c) || c is '\n' or '\t')]);
        return text.Length == 0 ? null : text;
    }

    private TimeSpan? RetryAfter(RetryConditionHeaderValue? asked) => asked switch
    {
        { Delta: { } wait } => wait,
        { Date: { } date } => date - clock.GetUtcNow(),
        _ => null,
    };

    /// <summary>Null for a bug of ours.</summary>
    private static string? Explain(Exception exception, bool timedOut)
    {
        var reason = exception switch
        {
            _ when timedOut => "no response in time",
            HttpRequestException { InnerException: RefusedAddressException } => "the address is not on the public internet",
            HttpRequestException { InnerException: AuthenticationException } => "the certificate or the TLS handshake was refused",
            HttpRequestException { InnerException: SocketException socket } => $"no connection: {socket.SocketErrorCode}",
            HttpRequestException { HttpRequestError: HttpRequestError.Unknown or HttpRequestError.ResponseEnded } =>
                "the connection broke off",
            HttpRequestException failed => $"no valid response: {failed.HttpRequestError}",
            HttpIOException failed => $"the response broke off: {failed.HttpRequestError}",
            IOException => "the response broke off",
            _ => null,
        };
        return reason?[..Math.Min(reason.Length, ErrorMax)];
    }

    private sealed class RefusedAddressException : Exception;
}
