using System.Text;
using Agora.Application.Media;
using Agora.Domain.Common;
using Agora.Infrastructure.Media;
using Agora.Testing;

namespace Agora.Infrastructure.Tests.Media;

/// <summary>What is left of a file when it has been received.</summary>
public sealed class ImageCleaningTests : IDisposable
{
    private readonly string folder = Path.Combine(Path.GetTempPath(), $"agora-intake-{Guid.CreateVersion7():N}");

    private readonly MediaSettings settings = new() { MaxImageBytes = 4096, MaxFileBytes = 8192 };

    public void Dispose()
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    public static TheoryData<string, byte[], string, int, int, int> Images() => new()
    {
        { "png", SampleFiles.Png(3, 2), "image/png", 3, 2, 1 },
        { "jpeg", SampleFiles.Jpeg(4, 2, orientation: 1), "image/jpeg", 4, 2, 1 },
        { "turned jpeg", SampleFiles.Jpeg(4, 2, orientation: 6), "image/jpeg", 2, 4, 1 },
        { "gif", SampleFiles.Gif(2, 3, 2), "image/gif", 3, 2, 2 },
        { "webp", SampleFiles.Webp(5, 4), "image/webp", 5, 4, 1 },
        { "turned png", SampleFiles.Png(3, 2, orientation: 8), "image/png", 2, 3, 1 },
        { "png turned behind its pixels", SampleFiles.Png(3, 2, orientation: 5, exifLast: true), "image/png", 2, 3, 1 },
        { "upside down png", SampleFiles.Png(3, 2, orientation: 3), "image/png", 3, 2, 1 },
        { "turned webp", SampleFiles.Webp(5, 4, orientation: 6), "image/webp", 4, 5, 1 },
        { "webp turned without prefix", SampleFiles.Webp(5, 4, orientation: 7, prefixed: false), "image/webp", 4, 5, 1 },
    };

    [Theory]
    [MemberData(nameof(Images))]
    public async Task Reads_the_size_and_leaves_out_what_only_its_author_should_know(
        string name, byte[] image, string type, int width, int height, int frames)
    {
        using var received = (await ReceiveAsync(image)).Value;

        received.Type.Name.ShouldBe(type, name);
        received.Pixels.ShouldBe(new ImageSize(width, height, frames), name);
        var stored = await File.ReadAllBytesAsync(received.Path);
        Encoding.Latin1.GetString(image).ShouldContain(SampleFiles.Secret);
        Encoding.Latin1.GetString(stored).ShouldNotContain(SampleFiles.Secret);
        received.Size.ShouldBe(stored.Length);
        received.Checksum.ShouldBe(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(stored)));
    }

    [Theory]
    [MemberData(nameof(Images))]
    public async Task What_was_cleaned_once_is_left_as_it_is(string name, byte[] image, string type, int width, int height, int frames)
    {
        using var once = (await ReceiveAsync(image)).Value;
        using var twice = (await ReceiveAsync(await File.ReadAllBytesAsync(once.Path))).Value;

        twice.Checksum.ShouldBe(once.Checksum, $"{name} {type}");
        twice.Pixels.ShouldBe(new ImageSize(width, height, frames), name);
    }

    [Theory]
    [MemberData(nameof(Images))]
    public async Task Refuses_an_image_that_is_cut_off_anywhere(string name, byte[] image, string type, int width, int height, int frames)
    {
        using var whole = (await ReceiveAsync(image)).Value;
        var needed = await File.ReadAllBytesAsync(whole.Path);

        for (var length = 12; length < needed.Length; length++)
        {
            var refused = await ReceiveAsync(needed[..length]);

            (refused.Error?.Code).ShouldBe("media.malformed", $"{name} of {type}, {width} by {height} in {frames}, cut to {length} bytes");
        }
    }

    public static TheoryData<string, byte[], byte> Turned() => new()
    {
        { "jpeg", SampleFiles.Jpeg(orientation: 6), 6 },
        { "png", SampleFiles.Png(orientation: 6), 6 },
        { "png behind its pixels", SampleFiles.Png(orientation: 3, exifLast: true), 3 },
        { "webp", SampleFiles.Webp(orientation: 8), 8 },
        { "webp without prefix", SampleFiles.Webp(orientation: 2, prefixed: false), 2 },
    };

    [Theory]
    [MemberData(nameof(Turned))]
    public async Task A_picture_keeps_which_way_is_up(string name, byte[] image, byte orientation)
    {
        using var received = (await ReceiveAsync(image)).Value;

        var stored = await File.ReadAllBytesAsync(received.Path);
        stored.AsSpan().IndexOf((ReadOnlySpan<byte>)[0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation]).ShouldBeGreaterThan(0, name);
    }

    [Fact]
    public async Task An_extended_WebP_says_whether_it_has_Exif()
    {
        using var turned = (await ReceiveAsync(SampleFiles.Webp(orientation: 6))).Value;
        using var upright = (await ReceiveAsync(SampleFiles.Webp(orientation: 1))).Value;

        ((await File.ReadAllBytesAsync(turned.Path))[20] & 0x08).ShouldBe(0x08);
        ((await File.ReadAllBytesAsync(upright.Path))[20] & 0x08).ShouldBe(0);
    }

    [Fact]
    public async Task The_checksum_of_the_orientation_of_a_PNG_is_right()
    {
        using var received = (await ReceiveAsync(SampleFiles.Png(orientation: 6))).Value;

        // What the cleaner wrote is what a writer of PNG would.
        var stored = await File.ReadAllBytesAsync(received.Path);
        var at = stored.AsSpan().IndexOf("eXIf"u8);
        stored.AsSpan(at + 4 + 26, 4).ToArray().ShouldBe(SampleFiles.Checksum(stored.AsSpan(at, 4 + 26)));
    }

    [Fact]
    public async Task Coded_data_comes_out_as_it_went_in()
    {
        using var received = (await ReceiveAsync(SampleFiles.Jpeg(seed: 77))).Value;

        var stored = await File.ReadAllBytesAsync(received.Path);
        stored.AsSpan().EndsWith((ReadOnlySpan<byte>)[77, 0, 0, 0, 0xFF, 0x00, 0x12, 0xFF, 0xD0, 0x34, 0xFF, 0xD9]).ShouldBeTrue();
    }

    public static TheoryData<string, byte[], string> Refused() => new()
    {
        { "nothing", [], "media.empty" },
        { "a page", "<!DOCTYPE html><script>alert(1)</script>"u8.ToArray(), "media.type_refused" },
        { "a drawing that runs scripts", "<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"u8.ToArray(), "media.type_refused" },
        { "a form around a file", "--b\r\nContent-Disposition: form-data; name=file\r\n\r\nGIF89a"u8.ToArray(), "media.type_refused" },
        { "plain text", "hello"u8.ToArray(), "media.type_refused" },
        { "an archive", "PK\u0003\u0004"u8.ToArray(), "media.type_refused" },
        { "a program", "\u007fELF"u8.ToArray(), "media.type_refused" },
        { "Matroska that is no WebM", [0x1A, 0x45, 0xDF, 0xA3, 0x42, 0x82, 0x88, .. "matroska"u8], "media.type_refused" },
        { "a script that begins as a picture", [.. "GIF89a"u8, 1, 0, 1, 0, .. "=1;alert(document.domain)//"u8], "media.malformed" },
        { "a page that begins as a picture", [0xFF, 0xD8, 0xFF, 0xE0, .. "<html><script>alert(1)</script>"u8], "media.malformed" },
        { "a bomb", SampleFiles.PngBomb(), "media.too_many_pixels" },
        { "an image above its own limit", [.. SampleFiles.Png(), .. new byte[5000]], "media.too_large" },
        { "a document above its limit", [.. SampleFiles.Pdf(), .. new byte[9000]], "media.too_large" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task Refuses(string what, byte[] bytes, string code)
    {
        var refused = await ReceiveAsync(bytes);

        (refused.Error?.Code).ShouldBe(code, what);
        Left().ShouldBeEmpty();
    }

    [Fact]
    public async Task The_frames_of_an_animation_count_together()
    {
        settings.MaxPixels = 10_000;
        settings.MaxAnimationPixels = 10_000;

        using var few = (await ReceiveAsync(SampleFiles.Gif(frames: 1, width: 100, height: 100))).Value;
        var many = await ReceiveAsync(SampleFiles.Gif(frames: 2, width: 100, height: 100));

        few.Pixels.ShouldBe(new ImageSize(100, 100, 1));
        (many.Error?.Code).ShouldBe("media.too_many_pixels");
    }

    [Fact]
    public async Task A_document_comes_out_as_it_went_in()
    {
        using var received = (await ReceiveAsync(SampleFiles.Pdf())).Value;

        (await File.ReadAllBytesAsync(received.Path)).ShouldBe(SampleFiles.Pdf());
        received.Pixels.ShouldBeNull();
    }

    [Fact]
    public async Task A_video_forgets_where_it_was_made_and_nothing_in_it_moves()
    {
        var video = SampleFiles.Mp4();
        using var received = (await ReceiveAsync(video)).Value;

        var stored = await File.ReadAllBytesAsync(received.Path);
        Encoding.Latin1.GetString(video).ShouldContain(SampleFiles.Secret);
        Encoding.Latin1.GetString(stored).ShouldNotContain(SampleFiles.Secret);
        stored.Length.ShouldBe(video.Length);
        stored.AsSpan().IndexOf("mdat\u0001\u0002\u0003"u8).ShouldBe(video.AsSpan().IndexOf("mdat"u8));
        received.Checksum.ShouldBe(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(stored)));
        received.Type.Name.ShouldBe("video/mp4");
    }

    [Fact]
    public async Task A_video_whose_boxes_do_not_fit_is_refused()
    {
        var video = SampleFiles.Mp4();

        ((await ReceiveAsync(video[..^1])).Error?.Code).ShouldBe("media.malformed");
        Left().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_body_that_breaks_off_leaves_nothing_behind()
    {
        await Should.ThrowAsync<IOException>(
            () => new MediaIntake(folder, settings).ReceiveAsync(new BreakingStream(SampleFiles.Pdf()), CancellationToken.None));

        Left().ShouldBeEmpty();
    }

    [Fact]
    public async Task Forgets_uploads_that_died()
    {
        var intake = new MediaIntake(folder, settings);
        var received = (await intake.ReceiveAsync(new MemoryStream(SampleFiles.Png()), CancellationToken.None)).Value;
        var written = new DateTimeOffset(File.GetLastWriteTimeUtc(received.Path), TimeSpan.Zero);

        intake.RemoveAbandoned(written);
        Left().ShouldBe([received.Path]);
        intake.RemoveAbandoned(written.AddSeconds(1));
        Left().ShouldBeEmpty();
    }

    private string[] Left() => Directory.Exists(folder) ? Directory.GetFiles(folder) : [];

    private async Task<Result<ReceivedMedia>> ReceiveAsync(byte[] bytes) =>
        await new MediaIntake(folder, settings).ReceiveAsync(new MemoryStream(bytes), CancellationToken.None);

    private sealed class BreakingStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            Position == Length ? throw new IOException("The connection broke.") : await base.ReadAsync(buffer, cancellationToken);
    }
}
