using System.Net;
using Agora.Api.Tests.Cli;
using Agora.Application.Media;
using Agora.Infrastructure.Media;
using Agora.Migrations.Connections;
using Agora.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Agora.Api.Tests.Media;

public sealed class MediaStorageTests(MediaStorageTests.FullDisk api) : IClassFixture<MediaStorageTests.FullDisk>
{
    [Theory]
    [InlineData("image", 1)]
    [InlineData("image", 2)]
    [InlineData("video", 1)]
    [InlineData("document", 1)]
    public async Task A_full_disk_has_a_code_of_its_own_wherever_it_is_met(string kind, int fullFrom)
    {
        var owner = await api.SignedInAsync();
        var file = kind switch
        {
            "image" => SampleFiles.Png(seed: 7),
            "video" => SampleFiles.Mp4(),
            _ => SampleFiles.Pdf(),
        };

        api.FullFrom(fullFrom);
        var refused = await owner.SendFileAsync(file);
        api.FullFrom(int.MaxValue);

        await Problem.AssertAsync(refused, HttpStatusCode.ServiceUnavailable, "media.storage_full");
        refused.Headers.RetryAfter.ShouldNotBeNull();
        Directory.GetFiles(api.Incoming).ShouldBeEmpty();
        (await owner.SendFileAsync(file)).StatusCode.ShouldBe(HttpStatusCode.Created);
    }

    [Fact]
    public async Task A_sweep_from_the_terminal_frees_space_at_once_and_leaves_uploads_in_progress()
    {
        var owner = await api.SignedInAsync();
        var (gone, kept) = (await owner.UploadAsync(SampleFiles.Png(seed: 8)), await owner.UploadAsync(SampleFiles.Png(seed: 9)));
        (await owner.DeleteAsync($"/api/v1/media/{gone.Id}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        var (killed, running) = (Path.Combine(api.Incoming, "killed.upload"), Path.Combine(api.Incoming, "running.upload"));
        await File.WriteAllTextAsync(killed, "half");
        await File.WriteAllTextAsync(running, "half");
        File.SetLastWriteTimeUtc(
            killed,
            TimeProvider.System.GetUtcNow().UtcDateTime
                - api.Services.GetRequiredService<MediaSettings>().AbandonedAfter
                - TimeSpan.FromSeconds(1));

        var (exit, output, errors) = await AgoraProcess.RunAsync(
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["DATABASE_URL"] = DatabaseLogin.From(api.Access.Runtime).Url,
                ["SECRET_KEY"] = Convert.ToBase64String(new byte[32]),
                ["Media__Folder"] = api.MediaFolder,
            },
            "",
            "media",
            "sweep");

        exit.ShouldBe(0, errors);
        output.ShouldContain("and 1 abandoned uploads");
        File.Exists(PathOf(gone)).ShouldBeFalse();
        File.Exists(PathOf(kept)).ShouldBeTrue();
        File.Exists(killed).ShouldBeFalse();
        File.Exists(running).ShouldBeTrue();
        File.Delete(running);
    }

    private string PathOf(SentMedia media) => Path.Combine(api.MediaFolder, media.Checksum[..2], media.Checksum[2..4], media.Checksum);

    /// <summary>A host whose disk is full from a given file of an upload on: its writes go to a device that has no room.</summary>
    public sealed class FullDisk : ApiFixture
    {
        private int left = int.MaxValue;

        public string Incoming => FolderMediaStore.Incoming(MediaFolder);

        public void FullFrom(int file) => left = file;

        protected override void Replace(IServiceCollection services) =>
            services.AddSingleton<IMediaIntake>(provider => new MediaIntake(Incoming, provider.GetRequiredService<MediaSettings>(), Open));

        private FileStream Open(string path) => --left <= 0
            ? new FileStream("/dev/full", FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 1)
            : new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, bufferSize: 1);
    }
}
