namespace Agora.Domain.Media;

/// <summary>What people do with a file.</summary>
public enum MediaKind
{
    Image,
    Video,
    Audio,
    Document,
}

/// <summary>What files may be. Everything else is refused: what a browser runs (HTML, SVG, XML, scripts) above all.</summary>
/// <param name="Name">As in Content-Type.</param>
/// <param name="Extension">Without the dot.</param>
public sealed record MediaType(string Name, MediaKind Kind, string Extension)
{
    public static readonly MediaType
        Jpeg = new("image/jpeg", MediaKind.Image, "jpg"),
        Png = new("image/png", MediaKind.Image, "png"),
        Gif = new("image/gif", MediaKind.Image, "gif"),
        Webp = new("image/webp", MediaKind.Image, "webp"),
        Mp4 = new("video/mp4", MediaKind.Video, "mp4"),
        QuickTime = new("video/quicktime", MediaKind.Video, "mov"),
        Webm = new("video/webm", MediaKind.Video, "webm"),
        Mp3 = new("audio/mpeg", MediaKind.Audio, "mp3"),
        Mp4Audio = new("audio/mp4", MediaKind.Audio, "m4a"),
        Ogg = new("audio/ogg", MediaKind.Audio, "ogg"),
        Wav = new("audio/wav", MediaKind.Audio, "wav"),
        Flac = new("audio/flac", MediaKind.Audio, "flac"),
        Pdf = new("application/pdf", MediaKind.Document, "pdf");

    public static readonly IReadOnlyList<MediaType> All =
        [Jpeg, Png, Gif, Webp, Mp4, QuickTime, Webm, Mp3, Mp4Audio, Ogg, Wav, Flac, Pdf];

    public static MediaType? Find(string name) => All.FirstOrDefault(t => t.Name == name);
}
