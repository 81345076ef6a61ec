using Agora.Domain.Media;

namespace Agora.Application.Media;

/// <summary>A file as a post or a profile shows it.</summary>
/// <param name="MimeType">Detected from the bytes; the claimed type is ignored.</param>
/// <param name="Width">Pixels as shown; null unless it is an image.</param>
/// <param name="Height">Pixels as shown; null unless it is an image.</param>
/// <param name="AlternativeText">For screen readers.</param>
public sealed record AttachedMedia(
    Guid Id, MediaKind Kind, string MimeType, long SizeBytes, int? Width, int? Height, string? AlternativeText, int Version);

/// <summary>The files of a post in their order.</summary>
public sealed record PostMedia(IReadOnlyList<AttachedMedia> Items);
