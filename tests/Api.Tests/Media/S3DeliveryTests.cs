using System.Net;
using Agora.Testing;

namespace Agora.Api.Tests.Media;

/// <summary>The same files with the bytes in an S3 store.</summary>
public sealed class S3DeliveryTests(S3DeliveryTests.InS3 api) : IClassFixture<S3DeliveryTests.InS3>
{
    public sealed class InS3 : ApiFixture
    {
        private FakeS3? s3;

        internal FakeS3 Store => s3 ?? throw new InvalidOperationException("The store has not been started.");

        protected override IReadOnlyList<string> Settings =>
        [
            "--Media:Folder=", $"--Media:ReceiveFolder={MediaFolder}", $"--Media:S3:Endpoint={Store.Address}",
            $"--Media:S3:Region={FakeS3.Region}",
            $"--Media:S3:Bucket={FakeS3.Bucket}", $"--Media:S3:AccessKey={FakeS3.AccessKey}", $"--Media:S3:SecretKey={FakeS3.SecretKey}",
        ];

        public override async Task InitializeAsync()
        {
            s3 = await FakeS3.StartAsync();
            await base.InitializeAsync();
        }

        public override async Task DisposeAsync()
        {
            await base.DisposeAsync();
            await Store.DisposeAsync();
        }
    }

    [Fact]
    public async Task Files_are_sent_whole_and_in_parts()
    {
        var owner = await api.SignedInAsync();
        var sent = await owner.UploadAsync(SampleFiles.Pdf());
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/media/{sent.Id}/content");
        request.Headers.TryAddWithoutValidation("Range", "bytes=2-5");

        var whole = await owner.ContentAsync(sent.Id);
        var part = await owner.SendAsync(request);

        (await whole.Content.ReadAsByteArrayAsync()).ShouldBe(SampleFiles.Pdf());
        part.StatusCode.ShouldBe(HttpStatusCode.PartialContent);
        (await part.Content.ReadAsByteArrayAsync()).ShouldBe(SampleFiles.Pdf()[2..6]);
        Directory.GetFiles(api.MediaFolder).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_store_without_room_is_said_to_be_full()
    {
        var owner = await api.SignedInAsync();
        api.Store.IsFull = true;

        await Problem.AssertAsync(
            await owner.SendFileAsync(SampleFiles.Png(seed: 7)), HttpStatusCode.ServiceUnavailable, "media.storage_full");
        Directory.GetFiles(api.MediaFolder).ShouldBeEmpty();
        api.Store.IsFull = false;
        (await owner.SendFileAsync(SampleFiles.Png(seed: 7))).StatusCode.ShouldBe(HttpStatusCode.Created);
    }

    [Fact]
    public async Task A_store_that_is_away_is_said_to_be()
    {
        var owner = await api.SignedInAsync();
        api.Store.Failures = 4;

        await Problem.AssertAsync(
            await owner.SendFileAsync(SampleFiles.Png(seed: 9)), HttpStatusCode.ServiceUnavailable, "media.store_unavailable");
        (await owner.SendFileAsync(SampleFiles.Png(seed: 9))).StatusCode.ShouldBe(HttpStatusCode.Created);
    }
}
