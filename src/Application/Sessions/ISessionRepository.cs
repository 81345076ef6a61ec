namespace Agora.Application.Sessions;

public interface ISessionRepository
{
    /// <summary>Null when the session ended or its account is closed or switched off.</summary>
    Task<SessionGrant?> FindGrantAsync(Guid sessionId, DateTimeOffset now, CancellationToken ct);
}
