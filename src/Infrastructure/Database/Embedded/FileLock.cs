namespace Agora.Infrastructure.Database.Embedded;

/// <summary>
/// A lock between processes on this machine. The kernel holds it for the open file (flock), so it ends with the process, however
/// that dies. The file itself stays: deleting it would let two holders lock two files of one name.
/// </summary>
internal sealed class FileLock : IDisposable
{
    private const int WouldBlock = 11;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly FileStream file;

    private FileLock(FileStream file) => this.file = file;

    /// <returns>Null when another process holds it in either mode.</returns>
    public static FileLock? TryExclusive(string path) => Try(path, FileAccess.ReadWrite, FileShare.None);

    /// <returns>Null when another process holds it exclusively.</returns>
    public static FileLock? TryShared(string path) => Try(path, FileAccess.Read, FileShare.Read);

    /// <param name="waiting">Called once if the lock is taken.</param>
    public static Task<FileLock> ExclusiveAsync(string path, Action waiting, TimeProvider clock, CancellationToken ct) =>
        WaitAsync(() => TryExclusive(path), waiting, clock, ct);

    /// <param name="waiting">Called once if the lock is taken.</param>
    public static Task<FileLock> SharedAsync(string path, Action waiting, TimeProvider clock, CancellationToken ct) =>
        WaitAsync(() => TryShared(path), waiting, clock, ct);

    public void Dispose() => file.Dispose();

    private static async Task<FileLock> WaitAsync(
        Func<FileLock?> attempt, Action waiting, TimeProvider clock, CancellationToken ct)
    {
        for (var first = true; ; first = false)
        {
            if (attempt() is { } held)
            {
                return held;
            }

            if (first)
            {
                waiting();
            }

            await Task.Delay(Pause, clock, ct);
        }
    }

    private static FileLock? Try(string path, FileAccess access, FileShare share)
    {
        try
        {
            return new FileLock(new FileStream(path, FileMode.OpenOrCreate, access, share, bufferSize: 1));
        }
        catch (IOException exception) when (exception.HResult == WouldBlock)
        {
            return null;
        }
    }
}
