using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Agora.Api.Tests.Users;
using Agora.Testing;

namespace Agora.Api.Tests.Media;

public sealed class AvatarTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task A_person_is_shown_by_an_image_of_their_own_to_everyone()
    {
        var ann = await api.SignedInAsync();
        var path = $"/api/v1/users/{ann.UserId}/profile";
        var image = await ann.UploadAsync(SampleFiles.Png(seed: 1), "?alternativeText=Ann");

        var changed = await UpdateUserTests.PatchAsync(ann, path, "\"1\"", new { avatarId = image.Id });
        var read = await api.Anonymous().GetFromJsonAsync<JsonElement>(path);

        changed.StatusCode.ShouldBe(HttpStatusCode.OK);
        changed.Headers.ETag!.Tag.ShouldBe("\"2-1\"");
        read.GetProperty("avatar").GetProperty("id").GetGuid().ShouldBe(image.Id);
        read.GetProperty("avatar").GetProperty("alternativeText").GetString().ShouldBe("Ann");
        (await api.Anonymous().ContentAsync(image.Id)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task What_is_not_theirs_or_no_image_is_refused()
    {
        var ann = await api.SignedInAsync();
        var path = $"/api/v1/users/{ann.UserId}/profile";
        var foreign = await (await api.SignedInAsync()).UploadAsync(SampleFiles.Png(seed: 2));
        var document = await ann.UploadAsync(SampleFiles.Pdf());

        foreach (var id in new[] { foreign.Id, document.Id, Guid.CreateVersion7() })
        {
            await Problem.AssertAsync(
                await UpdateUserTests.PatchAsync(ann, path, "\"1\"", new { avatarId = id }), HttpStatusCode.BadRequest, "media.no_avatar");
        }
    }

    [Fact]
    public async Task Goes_when_it_is_taken_away_or_deleted_or_the_account_closes()
    {
        var ann = await api.SignedInAsync();
        var path = $"/api/v1/users/{ann.UserId}/profile";
        var (first, second) = (await ann.UploadAsync(SampleFiles.Png(seed: 3)), await ann.UploadAsync(SampleFiles.Png(seed: 4)));

        await UpdateUserTests.PatchAsync(ann, path, "\"1\"", new { avatarId = first.Id });
        await UpdateUserTests.PatchAsync(ann, path, "\"2\"", new { avatarId = (Guid?)null });
        await Problem.AssertAsync(await api.Anonymous().ContentAsync(first.Id), HttpStatusCode.NotFound, "media.not_found");

        await UpdateUserTests.PatchAsync(ann, path, "\"3\"", new { avatarId = first.Id });
        await ann.DeleteAsync($"/api/v1/media/{first.Id}");
        var after = await ann.GetAsync(path);
        after.Headers.ETag!.Tag.ShouldBe("\"5\"");
        (await after.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("avatar").ValueKind.ShouldBe(JsonValueKind.Null);

        await UpdateUserTests.PatchAsync(ann, path, "\"5\"", new { avatarId = second.Id });
        (await api.Anonymous().ContentAsync(second.Id)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await ann.DeleteAsync("/api/v1/users/me")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        await Problem.AssertAsync(await api.Anonymous().ContentAsync(second.Id), HttpStatusCode.NotFound, "media.not_found");
    }
}
