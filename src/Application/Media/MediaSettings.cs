using System.ComponentModel.DataAnnotations;

namespace Agora.Application.Media;

/// <summary>Where files are kept and how many. Bound from the section <c>Media</c> and checked at start.</summary>
public sealed class MediaSettings
{
    public const string Section = "Media";

    /// <summary>The folder that keeps the files, unless S3 does. All instances must see the same one.</summary>
    public string? Folder { get; set; }

    public S3Settings S3 { get; set; } = new();

    /// <summary>Where uploads are received while an S3 store keeps the files. Empty: the folder for temporary files.</summary>
    public string? ReceiveFolder { get; set; }

    /// <summary>Bytes of an image at most.</summary>
    [Range(1024L, 1L << 30)]
    public long MaxImageBytes { get; set; } = 20 * 1024 * 1024;

    /// <summary>Bytes of a video, a sound or a document at most.</summary>
    [Range(1024L, 1L << 32)]
    public long MaxFileBytes { get; set; } = 100 * 1024 * 1024;

    /// <summary>
    /// Maximum width times height of an image: its size in the memory of a reader, which is independent of the file size.
    /// </summary>
    [Range(1L, 1L << 30)]
    public long MaxPixels { get; set; } = 50_000_000;

    /// <summary>The same over all frames of an animation.</summary>
    public long MaxAnimationPixels { get; set; } = 1_000_000_000;

    /// <summary>Bytes of all files of one person at most.</summary>
    [Range(1L, long.MaxValue)]
    public long QuotaBytes { get; set; } = 1024L * 1024 * 1024;

    /// <summary>Files of one person at most.</summary>
    [Range(1, int.MaxValue)]
    public int QuotaFiles { get; set; } = 5000;

    /// <summary>Seconds that one upload or download may take.</summary>
    [Range(10, 86_400)]
    public int TransferSeconds { get; set; } = 900;

    /// <summary>Minutes that bytes which no file uses any more, or not yet, are left alone.</summary>
    [Range(5, 525_600)]
    public int UnusedMinutes { get; set; } = 60;

    /// <summary>
    /// Seconds for which caches may send what everyone may see without asking. The bytes of a file never change, but a file may be hidden
    /// or deleted: this is how long a cache still sends it.
    /// </summary>
    [Range(0, 3600)]
    public int PublicCacheSeconds { get; set; } = 60;

    /// <summary>
    /// How long after its last byte the file of an upload counts as abandoned, because its process was killed: the time that an upload
    /// may take, and five minutes.
    /// </summary>
    public TimeSpan AbandonedAfter => TimeSpan.FromSeconds(TransferSeconds) + TimeSpan.FromMinutes(5);

    /// <summary>The larger of the two limits.</summary>
    public long MaxBytes => Math.Max(MaxImageBytes, MaxFileBytes);
}

/// <summary>A store that speaks the protocol of S3. Used when <see cref="Bucket"/> is set.</summary>
public sealed class S3Settings
{
    /// <summary>Such as <c>https://s3.example.org</c>. Empty: that of Amazon for the region.</summary>
    public string? Endpoint { get; set; }

    /// <summary>Region that requests are signed for.</summary>
    public string Region { get; set; } = "us-east-1";

    /// <summary>Bucket that keeps the files. Empty: <see cref="MediaSettings.Folder"/> keeps them.</summary>
    public string? Bucket { get; set; }

    /// <summary>In front of every key, such as <c>agora/</c>.</summary>
    public string Prefix { get; set; } = "";

    /// <summary>Access key of the store.</summary>
    public string? AccessKey { get; set; }

    /// <summary>Secret key of the store.</summary>
    public string? SecretKey { get; set; }

    /// <summary>Whether the bucket is named in the path instead of the host, as most self-hosted stores require.</summary>
    public bool PathStyle { get; set; } = true;

    /// <summary>Seconds that one request to the store may take before it is tried again.</summary>
    [Range(1, 600)]
    public int TimeoutSeconds { get; set; } = 60;
}
