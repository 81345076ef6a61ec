using System.Security.Cryptography;
using Agora.Application.Common;
using Agora.Application.Media;
using Agora.Domain.Media;
using Agora.Infrastructure.Media;
using Agora.Testing;

namespace Agora.Infrastructure.Tests.Media;

public sealed class S3MediaStoreTests : IAsyncLifetime
{
    private readonly string folder = Path.Combine(Path.GetTempPath(), $"agora-s3-{Guid.CreateVersion7():N}");

    private readonly byte[] bytes = RandomNumberGenerator.GetBytes(10_000);

    private FakeS3 s3 = null!;
    private MediaSettings settings = null!;

    public async Task InitializeAsync()
    {
        Directory.CreateDirectory(folder);
        s3 = await FakeS3.StartAsync();
        settings = new MediaSettings
        {
            S3 = new S3Settings
            {
                Endpoint = s3.Address,
                Region = FakeS3.Region,
                Bucket = FakeS3.Bucket,
                Prefix = "agora/",
                AccessKey = FakeS3.AccessKey,
                SecretKey = FakeS3.SecretKey,
            },
        };
    }

    public async Task DisposeAsync()
    {
        await s3.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Stores_once_and_gives_back_and_removes()
    {
        using var store = new S3MediaStore(settings, TimeProvider.System);
        var received = await ReceivedAsync();

        await store.PutAsync(received, CancellationToken.None);
        await store.PutAsync(received, CancellationToken.None);

        s3.Requests.Count(r => r == "PUT").ShouldBe(1);
        s3.Objects.Keys.ShouldBe([$"/files/agora/{received.Checksum[..2]}/{received.Checksum[2..4]}/{received.Checksum}"]);
        await using (var content = await store.OpenAsync(received.Checksum, received.Size, CancellationToken.None))
        {
            (await AllAsync(content!)).ShouldBe(bytes);
        }

        await store.RemoveAsync(received.Checksum, CancellationToken.None);
        await store.RemoveAsync(received.Checksum, CancellationToken.None);
        (await store.OpenAsync(received.Checksum, received.Size, CancellationToken.None)).ShouldBeNull();
    }

    [Fact]
    public async Task Asks_for_what_is_read_and_no_more()
    {
        using var store = new S3MediaStore(settings, TimeProvider.System);
        var received = await ReceivedAsync();
        await store.PutAsync(received, CancellationToken.None);
        s3.Requests.Clear();

        await using var content = await store.OpenAsync(received.Checksum, received.Size, CancellationToken.None);
        s3.Requests.ShouldBe(["HEAD"]);
        content!.Seek(-3, SeekOrigin.End);
        (await AllAsync(content)).ShouldBe(bytes[^3..]);

        s3.Requests.ShouldBe(["HEAD", "GET bytes=9997-9999"]);
    }

    [Fact]
    public async Task Tries_again_what_may_pass_and_gives_up_with_a_reason()
    {
        using var store = new S3MediaStore(settings, TimeProvider.System);
        var received = await ReceivedAsync();
        s3.Failures = 2;
        await store.PutAsync(received, CancellationToken.None);
        s3.Objects.Count.ShouldBe(1);

        s3.Failures = 100;
        var refused = await Should.ThrowAsync<DependencyException>(() => store.RemoveAsync(received.Checksum, CancellationToken.None));
        refused.Error.ShouldBe(MediaErrors.StoreAway);
        s3.Failures.ShouldBe(96);
    }

    [Fact]
    public async Task A_wrong_key_opens_nothing()
    {
        settings.S3.SecretKey = "another";
        using var stranger = new S3MediaStore(settings, TimeProvider.System);
        var received = await ReceivedAsync();

        await Should.ThrowAsync<DependencyException>(() => stranger.PutAsync(received, CancellationToken.None));

        s3.Objects.ShouldBeEmpty();
    }

    /// <summary>The example "GET Object" of the description of signature version 4 for S3.</summary>
    [Fact]
    public void The_fake_computes_signatures_as_they_are_published() =>
        FakeS3.Sign(
            "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
            "20130524T000000Z",
            "us-east-1",
            "GET",
            "/test.txt",
            "",
            [
                ("host", "examplebucket.s3.amazonaws.com"),
                ("range", "bytes=0-9"),
                ("x-amz-content-sha256", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
                ("x-amz-date", "20130524T000000Z"),
            ],
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
            .ShouldBe("f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41");

    private async Task<ReceivedMedia> ReceivedAsync()
    {
        var path = Path.Combine(folder, Guid.CreateVersion7().ToString());
        await File.WriteAllBytesAsync(path, bytes);
        return new ReceivedMedia(path, MediaType.Pdf, Convert.ToHexStringLower(SHA256.HashData(bytes)), bytes.Length, null);
    }

    private static async Task<byte[]> AllAsync(Stream content)
    {
        using var all = new MemoryStream();
        await content.CopyToAsync(all);
        return all.ToArray();
    }
}
