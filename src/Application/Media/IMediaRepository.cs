using Agora.Application.Common;
using Agora.Domain.Media;

namespace Agora.Application.Media;

/// <param name="Bytes">Of all files of one person at most.</param>
/// <param name="Files">At most.</param>
public sealed record MediaQuota(long Bytes, int Files);

public enum AddMediaOutcome
{
    Added,

    /// <summary>The owner has no room left.</summary>
    OutOfRoom,

    /// <summary>The content was announced so long ago that it was swept away meanwhile.</summary>
    ContentGone,
}

/// <param name="Media">Null unless <see cref="AddMediaOutcome.Added"/>.</param>
public sealed record AddedMedia(AddMediaOutcome Outcome, MediaView? Media);

public interface IMediaRepository
{
    /// <summary>
    /// Says that content is about to be stored. From then on it is left alone until <see cref="MediaSettings.UnusedMinutes"/>
    /// have passed without a file that uses it. Waits for a sweep that is removing the same content. False, and nothing said, when the
    /// owner has no room for it.
    /// </summary>
    Task<bool> TryAnnounceAsync(Guid ownerId, string checksum, long size, MediaQuota quota, CancellationToken ct);

    /// <summary>Stores a file of content that was announced, if its owner has room for it. Uploads of one person take turns.</summary>
    Task<AddedMedia> TryAddAsync(MediaFile file, ReceivedMedia content, MediaQuota quota, CancellationToken ct);

    /// <summary>Null when absent or not the actor's to see.</summary>
    Task<MediaView?> FindAsync(Guid mediaId, CancellationToken ct);

    /// <summary>Null when absent or not the actor's to see.</summary>
    Task<MediaContent?> FindContentAsync(Guid mediaId, CancellationToken ct);

    /// <summary>The files of one person, latest first, as far as the actor may see them.</summary>
    Task<IReadOnlyList<MediaView>> ListAsync(Guid ownerId, KeysetPosition after, int limit, CancellationToken ct);

    /// <summary>How many files a person has, as far as the actor may see them.</summary>
    Task<long> CountAsync(Guid ownerId, CountMode mode, CancellationToken ct);

    /// <summary>The file, to act on it and save it. Null when absent or not the actor's to see.</summary>
    Task<MediaFile?> LoadAsync(Guid mediaId, CancellationToken ct);

    /// <summary>Stores what was said of the file. Null when it is gone, not the actor's, or has another version.</summary>
    Task<MediaView?> TrySaveAsync(MediaFile file, int version, CancellationToken ct);

    /// <summary>
    /// Deletes the file for good; its content stays until a sweep finds that nothing else uses it. False when it is gone, not the
    /// actor's, or has another version.
    /// </summary>
    /// <param name="version">Null for whichever there is.</param>
    Task<bool> TryDeleteAsync(MediaFile file, int? version, CancellationToken ct);

    /// <summary>
    /// Forgets one content that nothing has used for so long, and returns its checksum; null when there is none. An upload that
    /// announces the same content waits until the transaction ends, so its bytes must be removed inside of it.
    /// </summary>
    Task<string?> ForgetUnusedAsync(TimeSpan unusedFor, CancellationToken ct);
}
