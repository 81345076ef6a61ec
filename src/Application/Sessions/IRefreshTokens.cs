namespace Agora.Application.Sessions;

public interface IRefreshTokens
{
    /// <summary>
    /// The token that follows this one: every instance computes the same, so that it can be answered twice and need not be stored.
    /// It cannot be computed without the secret of the deployment. The first is by the secret of today, the rest by former ones.
    /// </summary>
    IReadOnlyList<OpaqueToken> SuccessorsOf(string token);
}
