using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Agora.Domain.Webhooks;

/// <summary>
/// Signs deliveries as Standard Webhooks asks for (https://www.standardwebhooks.com): HMAC-SHA256 over the id, the time in seconds and the
/// body, joined by dots.
/// </summary>
public static class WebhookSignature
{
    public const string SecretPrefix = "whsec_";

    public const int SecretBytes = 32;

    /// <summary>As its owner reads it, once.</summary>
    public static string Text(ReadOnlySpan<byte> secret) => SecretPrefix + Convert.ToBase64String(secret);

    /// <summary>The value of <c>webhook-signature</c>: one signature a secret, so that a receiver verifies with either.</summary>
    public static string Sign(IEnumerable<byte[]> secrets, string id, DateTimeOffset at, ReadOnlySpan<byte> body)
    {
        var head = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}.{at.ToUnixTimeSeconds()}."));
        byte[] signed = [.. head, .. body];
        return string.Join(' ', secrets.Select(secret => $"v1,{Convert.ToBase64String(HMACSHA256.HashData(secret, signed))}"));
    }
}
