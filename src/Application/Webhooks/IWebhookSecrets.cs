namespace Agora.Application.Webhooks;

public interface IWebhookSecrets
{
    byte[] New();

    /// <summary>As it is stored.</summary>
    byte[] Seal(Guid webhookId, byte[] secret);

    /// <summary>Null when it was sealed for another webhook, or by a key that this process does not have.</summary>
    byte[]? Open(Guid webhookId, byte[] box);
}
