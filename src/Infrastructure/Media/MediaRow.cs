using System.Text.Json;
using Agora.Application.Media;
using Agora.Domain.Media;

namespace Agora.Infrastructure.Media;

/// <summary>Mirrors the select list of a file.</summary>
internal sealed record MediaRow(
    Guid Id,
    Guid OwnerId,
    MediaKind Kind,
    string MimeType,
    long SizeBytes,
    string Checksum,
    int? Width,
    int? Height,
    string Details,
    string? AlternativeText,
    string? FileName,
    int Version,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt)
{
    public MediaFile ToFile() => MediaFile.Load(Id, OwnerId, Kind, AlternativeText, FileName, Version, CreatedAt);

    public MediaView ToView()
    {
        using var details = JsonDocument.Parse(Details);
        return new MediaView(
            Id,
            OwnerId,
            Kind,
            MimeType,
            SizeBytes,
            Checksum,
            Width,
            Height,
            details.RootElement.Clone(),
            AlternativeText,
            FileName,
            Version,
            CreatedAt,
            UpdatedAt);
    }
}
