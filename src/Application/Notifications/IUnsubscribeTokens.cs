namespace Agora.Application.Notifications;

/// <summary>Tokens in the links that end digests: they name a person, and are valid for as long as the key that signs them.</summary>
public interface IUnsubscribeTokens
{
    string For(Guid userId);

    /// <summary>Null when it was not signed here.</summary>
    Guid? Read(string token);
}
