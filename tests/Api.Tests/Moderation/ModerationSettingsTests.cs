using System.Net;
using System.Net.Http.Json;
using Agora.Api.Tests.Posts;
using Agora.Domain.Users;
using Agora.Testing;

namespace Agora.Api.Tests.Moderation;

public sealed class ModerationSettingsTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task An_admin_sets_how_many_flags_hide_something()
    {
        var (admin, moderator, author) =
            (await api.SignedInAsync(UserRole.Admin), await api.SignedInAsync(UserRole.Moderator), await api.SignedInAsync());
        var (once, never) = ((await author.PublishedAsync()).Id, (await author.PublishedAsync()).Id);

        (await PatchAsync(moderator, "\"1\"", 1)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        await Problem.AssertAsync(await PatchAsync(admin, "\"1\"", -1), HttpStatusCode.BadRequest, "validation.failed");
        await Problem.AssertAsync(
            await PatchAsync(admin, "\"9\"", 1), HttpStatusCode.PreconditionFailed, "moderation.settings_changed_meanwhile");
        var changed = await PatchAsync(admin, "\"1\"", 1);
        changed.Headers.ETag!.Tag.ShouldBe("\"2\"");
        await api.FlagByManyAsync(c => c.FlagPostAsync(once), people: 1);
        (await api.Anonymous().GetAsync($"/api/v1/posts/{once}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);

        (await PatchAsync(admin, "\"2\"", 0)).StatusCode.ShouldBe(HttpStatusCode.OK);
        await api.FlagByManyAsync(c => c.FlagPostAsync(never), people: 5);
        (await api.Anonymous().GetAsync($"/api/v1/posts/{never}")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await moderator.PageAsync("/api/v1/moderation/settings")).GetProperty("hideAfterFlags").GetInt32().ShouldBe(0);
    }

    private static async Task<HttpResponseMessage> PatchAsync(HttpClient client, string ifMatch, int hideAfterFlags)
    {
        using var request = new HttpRequestMessage(HttpMethod.Patch, "/api/v1/moderation/settings")
        {
            Content = JsonContent.Create(new { hideAfterFlags }),
        };
        request.Headers.IfMatch.ParseAdd(ifMatch);
        return await client.SendAsync(request);
    }
}
