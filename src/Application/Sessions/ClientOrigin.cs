namespace Agora.Application.Sessions;

/// <summary>Where a request comes from, to show people their sessions by and to slow down guessing.</summary>
/// <param name="UserAgent">At most <see cref="UserAgentMax"/> characters, as the client named itself.</param>
/// <param name="Ip">Address in its usual text form; null when the transport has none.</param>
public sealed record ClientOrigin(string? UserAgent, string? Ip)
{
    public const int UserAgentMax = 256;
}
