namespace Agora.Application.Media;

/// <summary>
/// Keeps bytes under their checksum and knows nothing else of them. What is there under a checksum is never changed, so storing
/// twice is storing once.
/// </summary>
/// <remarks>Methods throw <see cref="Common.DependencyException"/> when the store cannot be reached.</remarks>
public interface IMediaStore
{
    /// <summary>Stores what was received. Whether it moves or copies the file is its own affair.</summary>
    Task PutAsync(ReceivedMedia received, CancellationToken ct);

    /// <summary>The bytes, at the beginning of a stream that seeks. Null when the store has lost them.</summary>
    /// <param name="size">Bytes that were stored.</param>
    Task<Stream?> OpenAsync(string checksum, long size, CancellationToken ct);

    /// <summary>Does nothing when there is nothing.</summary>
    Task RemoveAsync(string checksum, CancellationToken ct);
}
