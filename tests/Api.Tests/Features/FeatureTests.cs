using System.Net;
using System.Net.Http.Json;
using Agora.Api.Tests.Posts;
using Agora.Domain.Users;
using Agora.Testing;

namespace Agora.Api.Tests.Features;

public sealed class FeatureTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private const string Address = "/api/v1/features/span-sums";

    [Fact]
    public async Task An_admin_switches_a_feature_and_names_the_version_that_was_read()
    {
        var admin = await api.SignedInAsync(UserRole.Admin);
        var read = await admin.PageAsync(Address);
        var tag = $"\"{read.GetProperty("version").GetInt32()}\"";

        await Problem.AssertAsync(await PatchAsync(admin, null, false), HttpStatusCode.PreconditionRequired, "request.if_match_required");
        await Problem.AssertAsync(
            await PatchAsync(admin, "\"999\"", false), HttpStatusCode.PreconditionFailed, "feature.changed_meanwhile");
        var off = await PatchAsync(admin, tag, false);

        read.GetProperty("enabled").GetBoolean().ShouldBeTrue();
        off.StatusCode.ShouldBe(HttpStatusCode.OK);
        off.Headers.ETag!.Tag.ShouldNotBe(tag);
        (await api.Superuser.ScalarAsync<bool>("SELECT app.is_enabled('span-sums')")).ShouldBeFalse();
        (await admin.PageAsync("/api/v1/features"))
            .Items()
            .Single(f => f.GetProperty("name").GetString() == "span-sums")
            .GetProperty("enabled").GetBoolean().ShouldBeFalse();
        (await PatchAsync(admin, off.Headers.ETag.Tag, true)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Only_admins_see_features_and_an_unknown_one_cannot_be_switched()
    {
        var moderator = await api.SignedInAsync(UserRole.Moderator);
        var admin = await api.SignedInAsync(UserRole.Admin);

        await Problem.AssertAsync(await moderator.GetAsync("/api/v1/features"), HttpStatusCode.Forbidden, "auth.forbidden");
        await Problem.AssertAsync(await PatchAsync(moderator, "\"1\"", false), HttpStatusCode.Forbidden, "auth.forbidden");
        await Problem.AssertAsync(await admin.GetAsync("/api/v1/features/none"), HttpStatusCode.NotFound, "feature.not_found");
    }

    private static async Task<HttpResponseMessage> PatchAsync(TestClient caller, string? ifMatch, bool enabled)
    {
        using var request = new HttpRequestMessage(HttpMethod.Patch, Address) { Content = JsonContent.Create(new { enabled }) };
        if (ifMatch is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        }

        return await caller.SendAsync(request);
    }
}
