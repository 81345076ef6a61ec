namespace Agora.Application.Sessions;

/// <param name="Text">What the client sends back as bearer.</param>
public sealed record AccessToken(string Text, TimeSpan Lifetime);

public interface IAccessTokens
{
    /// <summary>Signs a token for a session that exists. Does no I/O and no password hashing.</summary>
    AccessToken Issue(SessionGrant grant);
}
