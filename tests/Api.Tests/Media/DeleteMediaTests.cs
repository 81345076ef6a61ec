using System.Net;
using System.Net.Http.Json;
using Agora.Api.Tests.Posts;
using Agora.Application.Media;
using Agora.Domain.Users;
using Agora.Testing;
using MediatR;
using Microsoft.Extensions.DependencyInjection;

namespace Agora.Api.Tests.Media;

public sealed class DeleteMediaTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task Bytes_go_when_the_last_file_of_them_has_gone()
    {
        var png = SampleFiles.Png(seed: 1);
        var (alice, bob) = (await api.SignedInAsync(), await api.SignedInAsync());
        var first = await alice.UploadAsync(png);
        var second = await bob.UploadAsync(png);

        (await alice.DeleteAsync($"/api/v1/media/{first.Id}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        await SweepAsync(first.Checksum);
        (await bob.ContentAsync(second.Id)).StatusCode.ShouldBe(HttpStatusCode.OK);

        (await bob.DeleteAsync($"/api/v1/media/{second.Id}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        await Problem.AssertAsync(await bob.ContentAsync(second.Id), HttpStatusCode.NotFound, "media.not_found");
        Stored(first.Checksum).ShouldBeTrue();
        await SweepAsync(first.Checksum);
        Stored(first.Checksum).ShouldBeFalse();
        (await api.Superuser.ScalarAsync<long>("SELECT count(*) FROM app.media_objects WHERE encode(checksum, 'hex') = $1", first.Checksum))
            .ShouldBe(0);
    }

    [Fact]
    public async Task A_sweep_leaves_alone_what_was_used_a_moment_ago()
    {
        var owner = await api.SignedInAsync();
        var sent = await owner.UploadAsync(SampleFiles.Png(seed: 2));
        await owner.DeleteAsync($"/api/v1/media/{sent.Id}");

        await SweepAllAsync();

        Stored(sent.Checksum).ShouldBeTrue();
    }

    [Fact]
    public async Task What_a_crashed_upload_left_is_swept()
    {
        const string announced = "INSERT INTO app.media_objects (checksum, size_bytes) VALUES (decode($1, 'hex'), 3)";
        var checksum = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData("lost"u8));
        var path = Path.Combine(api.MediaFolder, checksum[..2], checksum[2..4], checksum);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllTextAsync(path, "abc");
        await api.Superuser.ExecuteAsync(announced, checksum);

        await SweepAsync(checksum);

        File.Exists(path).ShouldBeFalse();
    }

    [Fact]
    public async Task Uploads_and_deletions_and_sweeps_of_the_same_bytes_never_leave_a_file_without_them()
    {
        var png = SampleFiles.Png(seed: 3);
        var clients = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => api.SignedInAsync()));
        var checksum = (await clients[0].UploadAsync(png)).Checksum;
        using var stop = new CancellationTokenSource();
        var sweeping = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                // The announcement of an upload takes the content out of this sweep's reach again.
                await SweepAsync(checksum);
            }
        });

        var kept = await Task.WhenAll(clients.Select(async client =>
        {
            for (var round = 0; round < 10; round++)
            {
                var response = await client.SendFileAsync(png);
                if (response.StatusCode == HttpStatusCode.Created)
                {
                    await client.DeleteAsync(response.Headers.Location);
                }
            }

            return await client.SendFileAsync(png);
        }));
        await stop.CancelAsync();
        await sweeping;

        foreach (var (client, response) in clients.Zip(kept))
        {
            if (response.StatusCode == HttpStatusCode.Created)
            {
                (await client.GetAsync($"{response.Headers.Location}/content")).StatusCode.ShouldBe(HttpStatusCode.OK);
            }
        }
    }

    [Theory]
    [InlineData(UserRole.User, HttpStatusCode.Forbidden)]
    [InlineData(UserRole.Moderator, HttpStatusCode.NoContent)]
    [InlineData(UserRole.Admin, HttpStatusCode.NoContent)]
    public async Task Staff_delete_what_others_show_and_it_is_written_down(UserRole role, HttpStatusCode expected)
    {
        var owner = await api.SignedInAsync();
        var sent = await owner.UploadAsync(SampleFiles.Png(seed: 4));
        var post = await owner.PublishedAsync();
        (await owner.PutAsJsonAsync(
            $"/api/v1/posts/{post.Id}/media", new { mediaIds = new[] { sent.Id } })).StatusCode.ShouldBe(HttpStatusCode.OK);
        var remover = await api.SignedInAsync(role);
        if (expected == HttpStatusCode.NoContent)
        {
            await Problem.AssertAsync(
                await remover.DeleteAsync($"/api/v1/media/{sent.Id}"), HttpStatusCode.BadRequest, "moderation.reason_required");
        }

        (await remover.DeleteAsync($"/api/v1/media/{sent.Id}?reason=Because")).StatusCode.ShouldBe(expected);

        var written = await api.Superuser.ScalarAsync<long>(
            "SELECT count(*) FROM app.audit WHERE table_name = 'media' AND row_id = $1 AND operation = 'delete' AND actor_id = $2",
            sent.Id,
            remover.UserId);
        written.ShouldBe(expected == HttpStatusCode.NoContent ? 1 : 0);
        var logged = await api.Superuser.ScalarAsync<string>(
            """
            SELECT concat_ws(' ', l.action, l.subject, l.done_by, r.reason)
            FROM app.moderation_log AS l JOIN app.moderation_reasons AS r ON r.log_id = l.id
            WHERE l.subject_id = $1
            """,
            sent.Id);
        logged.ShouldBe(
            expected == HttpStatusCode.NoContent ? $"removed media {(role == UserRole.Admin ? "admin" : "moderator")} Because" : null);
    }

    [Theory]
    [InlineData(UserRole.Moderator)]
    [InlineData(UserRole.Admin)]
    public async Task Staff_do_not_find_what_nothing_shows(UserRole role)
    {
        var sent = await (await api.SignedInAsync()).UploadAsync(SampleFiles.Png(seed: 5));

        var answer = await (await api.SignedInAsync(role)).DeleteAsync($"/api/v1/media/{sent.Id}?reason=Because");

        await Problem.AssertAsync(answer, HttpStatusCode.NotFound, "media.not_found");
    }

    private bool Stored(string checksum) => Directory.GetFiles(api.MediaFolder, checksum, SearchOption.AllDirectories).Length == 1;

    /// <summary>Sweeps as it would be an hour later, for one content.</summary>
    private async Task SweepAsync(string checksum)
    {
        await api.Superuser.ExecuteAsync(
            "UPDATE app.media_objects SET unused_since = unused_since - interval '2 hours' WHERE encode(checksum, 'hex') = $1", checksum);
        await SweepAllAsync();
    }

    private async Task SweepAllAsync()
    {
        await using var scope = api.Services.CreateAsyncScope();
        while ((await scope.ServiceProvider.GetRequiredService<IMediator>().Send(new SweepMedia())).Value > 0)
        {
            // One content after another.
        }
    }
}
