namespace Agora.Application.Sessions;

/// <summary>
/// Remembers for seconds what sessions grant, in this process alone. Call after the change was committed: what is read
/// before may be remembered again.
/// </summary>
public interface ISessionGrantCache
{
    void ForgetSession(Guid sessionId);

    /// <summary>Every session of the account.</summary>
    void ForgetUser(Guid userId);
}
