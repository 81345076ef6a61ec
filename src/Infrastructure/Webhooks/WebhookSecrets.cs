using System.Security.Cryptography;
using Agora.Application.Webhooks;
using Agora.Domain.Webhooks;
using Agora.Infrastructure.Secrets;

namespace Agora.Infrastructure.Webhooks;

/// <summary>
/// Seals the secrets of webhooks for the database by AES-256-GCM, bound to their webhook: nonce, tag, ciphertext. A dump of the database
/// signs nothing without SECRET_KEY. Former keys still open what they sealed.
/// </summary>
internal sealed class WebhookSecrets(SecretKeys secrets) : IWebhookSecrets
{
    private const int NonceBytes = 12, TagBytes = 16;

    private readonly IReadOnlyList<byte[]> keys = secrets.AllFor("webhooks");

    public byte[] New() => RandomNumberGenerator.GetBytes(WebhookSignature.SecretBytes);

    public byte[] Seal(Guid webhookId, byte[] secret)
    {
        var box = new byte[NonceBytes + TagBytes + secret.Length];
        RandomNumberGenerator.Fill(box.AsSpan(0, NonceBytes));
        using var cipher = new AesGcm(keys[0], TagBytes);
        cipher.Encrypt(
            box.AsSpan(0, NonceBytes),
            secret,
            box.AsSpan(NonceBytes + TagBytes),
            box.AsSpan(NonceBytes, TagBytes),
            webhookId.ToByteArray(bigEndian: true));
        return box;
    }

    public byte[]? Open(Guid webhookId, byte[] box)
    {
        var secret = new byte[box.Length - NonceBytes - TagBytes];
        foreach (var key in keys)
        {
            using var cipher = new AesGcm(key, TagBytes);
            try
            {
                cipher.Decrypt(
                    box.AsSpan(0, NonceBytes),
                    box.AsSpan(NonceBytes + TagBytes),
                    box.AsSpan(NonceBytes, TagBytes),
                    secret,
                    webhookId.ToByteArray(bigEndian: true));
                return secret;
            }
            catch (AuthenticationTagMismatchException)
            {
                // Sealed by another key.
            }
        }

        return null;
    }
}
