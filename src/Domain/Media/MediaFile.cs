using Agora.Domain.Common;

namespace Agora.Domain.Media;

/// <summary>
/// An uploaded file as its owner describes it. What must be true of every file: it belongs to one person for good, and its bytes never
/// change; what its owner says of it may.
/// </summary>
public sealed class MediaFile : IAuthored
{
    private MediaFile(
        Guid id, Guid ownerId, MediaKind kind, string? alternativeText, string? fileName, int version, DateTimeOffset createdAt)
    {
        Id = id;
        OwnerId = ownerId;
        Kind = kind;
        AlternativeText = alternativeText;
        FileName = fileName;
        Version = version;
        CreatedAt = createdAt;
    }

    public Guid Id { get; }

    public Guid OwnerId { get; }

    public MediaKind Kind { get; }

    /// <summary>For screen readers.</summary>
    public string? AlternativeText { get; private set; }

    /// <summary>As its owner knows it.</summary>
    public string? FileName { get; }

    /// <summary>Of the row that it was loaded from; 1 before it is stored.</summary>
    public int Version { get; }

    public DateTimeOffset CreatedAt { get; }

    /// <inheritdoc/>
    Guid IAuthored.AuthorId => OwnerId;

    /// <summary>A file of bytes that were just stored.</summary>
    /// <param name="fileName">As it was sent; it is cleaned.</param>
    /// <exception cref="ArgumentException">A text breaks a rule, which the validator of the use case tells before.</exception>
    public static MediaFile Upload(Guid ownerId, MediaKind kind, string? alternativeText, string? fileName, DateTimeOffset now)
    {
        Require(alternativeText);
        return MediaRules.IsFileName(fileName)
            ? new MediaFile(Guid.CreateVersion7(now), ownerId, kind, alternativeText, MediaRules.CleanFileName(fileName), 1, now)
            : throw new ArgumentException("The name breaks a rule of files.", nameof(fileName));
    }

    /// <summary>A file as the database holds it.</summary>
    public static MediaFile Load(
        Guid id, Guid ownerId, MediaKind kind, string? alternativeText, string? fileName, int version, DateTimeOffset createdAt) =>
        new(id, ownerId, kind, alternativeText, fileName, version, createdAt);

    /// <param name="alternativeText">Null takes the description away.</param>
    /// <exception cref="ArgumentException">The text breaks a rule, which the validator of the use case tells before.</exception>
    public Result<MediaFile> Describe(string? alternativeText)
    {
        if (alternativeText != AlternativeText)
        {
            Require(alternativeText);
        }

        AlternativeText = alternativeText;
        return this;
    }

    private static void Require(string? alternativeText)
    {
        if (!MediaRules.IsAlternativeText(alternativeText))
        {
            throw new ArgumentException("The text breaks a rule of files.", nameof(alternativeText));
        }
    }
}
