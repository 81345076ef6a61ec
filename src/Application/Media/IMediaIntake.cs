using System.Text.Json;
using Agora.Application.Common;
using Agora.Domain.Common;
using Agora.Domain.Media;

namespace Agora.Application.Media;

public interface IMediaIntake
{
    /// <summary>
    /// Reads an upload into a file of its own, looks what it is, and leaves out what only its author should know. Fails with the
    /// codes of <see cref="MediaErrors"/>.
    /// </summary>
    Task<Result<ReceivedMedia>> ReceiveAsync(Stream body, CancellationToken ct);

    /// <summary>Removes what uploads that died left behind before that time. Returns how many files went.</summary>
    int RemoveAbandoned(DateTimeOffset before);
}

/// <summary>An upload that waits to be stored. Disposing deletes its file, if it is still there.</summary>
/// <param name="Path">Flushed to disk.</param>
/// <param name="Checksum">SHA-256 in lower-case hexadecimal digits.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Pixels">As it is shown; null unless it is an image.</param>
public sealed record ReceivedMedia(string Path, MediaType Type, string Checksum, long Size, ImageSize? Pixels) : IDisposable
{
    public void Dispose()
    {
        try
        {
            File.Delete(Path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A later sweep removes it.
        }
    }
}

/// <param name="Frames">1 unless it is an animation.</param>
public sealed record ImageSize(int Width, int Height, int Frames);

/// <summary>A file as its owner and readers see it.</summary>
/// <param name="MimeType">Detected from the bytes; the claimed type is ignored.</param>
/// <param name="Checksum">SHA-256 of the content in hexadecimal digits.</param>
/// <param name="Width">Pixels as shown; null unless it is an image.</param>
/// <param name="Height">Pixels as shown; null unless it is an image.</param>
/// <param name="Details">What else the bytes say, such as the <c>frames</c> of an animation.</param>
/// <param name="AlternativeText">For screen readers.</param>
/// <param name="FileName">As its owner knows it.</param>
public sealed record MediaView(
    Guid Id,
    Guid OwnerId,
    MediaKind Kind,
    string MimeType,
    long SizeBytes,
    string Checksum,
    int? Width,
    int? Height,
    [property: AnyObject] JsonElement Details,
    string? AlternativeText,
    string? FileName,
    int Version,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt)
{
    /// <summary>As a post or a profile of this user shows it; null when it is another user's, or of another kind.</summary>
    internal AttachedMedia? ToShown(Guid ownerId, MediaKind kind) =>
        OwnerId == ownerId && Kind == kind
            ? new AttachedMedia(Id, Kind, MimeType, SizeBytes, Width, Height, AlternativeText, Version)
            : null;
}

/// <summary>What it takes to send the content of a file.</summary>
public sealed record MediaContent(Guid Id, string MimeType, long SizeBytes, string Checksum, string? FileName, DateTimeOffset CreatedAt);
