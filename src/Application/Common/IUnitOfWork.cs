namespace Agora.Application.Common;

public interface IUnitOfWork
{
    /// <summary>
    /// Runs <paramref name="work"/> in one transaction, joining the one that is open. Commits when
    /// <paramref name="succeeded"/> says so, and rolls back otherwise. The whole work runs again after a serialization
    /// failure or a deadlock, so it must not change anything but the database.
    /// </summary>
    Task<T> ExecuteAsync<T>(Func<CancellationToken, Task<T>> work, Func<T, bool> succeeded, CancellationToken ct);
}
