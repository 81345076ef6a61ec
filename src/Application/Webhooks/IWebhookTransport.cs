namespace Agora.Application.Webhooks;

/// <param name="Body">JSON in UTF-8.</param>
/// <param name="Signature">The value of <c>webhook-signature</c>.</param>
public sealed record OutgoingDelivery(string Url, string MessageId, DateTimeOffset At, string Signature, byte[] Body);

/// <param name="Status">Null when there was no response.</param>
/// <param name="Error">Why there was none, or why it is a failure; null for success.</param>
/// <param name="Response">The beginning of its body.</param>
/// <param name="RetryAfter">What the receiver asked for; null for nothing.</param>
public sealed record DeliveryResponse(int? Status, string? Error, string? Response, TimeSpan Took, TimeSpan? RetryAfter)
{
    public bool IsSuccess => Error is null;
}

public interface IWebhookTransport
{
    /// <summary>Posts the delivery once. Failures of every kind are responses, not exceptions, unless the caller cancels.</summary>
    Task<DeliveryResponse> SendAsync(OutgoingDelivery delivery, CancellationToken ct);
}
