namespace Agora.Application.Sessions;

/// <param name="Text">What the client sends back as bearer.</param>
public sealed record AccessToken(string Text, TimeSpan Lifetime);

public interface IAccessTokens
{
    /// <summary>Signs a token for a session that exists. Hashes nothing and asks nobody.</summary>
    AccessToken Issue(SessionGrant grant);
}
