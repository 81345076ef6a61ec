using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Agora.Domain.Users;
using Agora.Testing;

namespace Agora.Api.Tests.Users;

public sealed class ProfileTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task A_profile_is_public_and_changed_by_its_owner()
    {
        var ann = await api.SignedInAsync();
        var bob = await api.SignedInAsync();
        var path = $"/api/v1/users/{ann.UserId}/profile";

        var changed = await UpdateUserTests.PatchAsync(ann, path, "\"1\"", new
        {
            bio = "Writes about zebras. 😀",
            avatarUrl = "https://example.org/ann.png",
            socialLinks = new Dictionary<string, string>(StringComparer.Ordinal) { ["mastodon"] = "https://social.example.org/@ann" },
        });
        var refused = await UpdateUserTests.PatchAsync(bob, path, "\"2\"", new { bio = "Mallory was here" });
        var read = await api.Anonymous().GetFromJsonAsync<JsonElement>(path);

        changed.Headers.ETag!.Tag.ShouldBe("\"2\"");
        await Problem.AssertAsync(refused, HttpStatusCode.Forbidden, "user.admins_only");
        read.GetProperty("bio").GetString().ShouldBe("Writes about zebras. 😀");
        read.GetProperty("socialLinks").GetProperty("mastodon").GetString().ShouldBe("https://social.example.org/@ann");
    }

    [Fact]
    public async Task An_admin_changes_any_profile()
    {
        var ann = await api.SignedInAsync();
        var admin = await api.SignedInAsync(UserRole.Admin);

        var response = await UpdateUserTests.PatchAsync(
            admin, $"/api/v1/users/{ann.UserId}/profile?reason=Because", "\"1\"", new { bio = (string?)null });

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Leaves_alone_what_was_not_sent_and_clears_what_was_sent_as_null()
    {
        var ann = await api.SignedInAsync();
        var path = $"/api/v1/users/{ann.UserId}/profile";
        await UpdateUserTests.PatchAsync(ann, path, "\"1\"", new { bio = "one", avatarUrl = "https://example.org/1.png" });

        var response = await UpdateUserTests.PatchAsync(ann, path, "\"2\"", new { avatarUrl = (string?)null });

        var profile = await response.Content.ReadFromJsonAsync<JsonElement>();
        profile.GetProperty("bio").GetString().ShouldBe("one");
        profile.GetProperty("avatarUrl").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public async Task Refuses_to_edit_another_version()
    {
        var ann = await api.SignedInAsync();
        var path = $"/api/v1/users/{ann.UserId}/profile";

        await Problem.AssertAsync(
            await UpdateUserTests.PatchAsync(
                ann, path, "\"9\"", new { bio = "late" }), HttpStatusCode.PreconditionFailed, "profile.changed_meanwhile");
        await Problem.AssertAsync(
            await UpdateUserTests.PatchAsync(
                ann, path, null, new { bio = "late" }), HttpStatusCode.PreconditionRequired, "request.if_match_required");
    }

    [Theory]
    [InlineData("""{"avatarUrl":"http://example.org/a.png"}""", "avatarUrl")]
    [InlineData("""{"avatarUrl":"javascript:alert(1)"}""", "avatarUrl")]
    [InlineData("""{"avatarUrl":""}""", "avatarUrl")]
    [InlineData("""{"socialLinks":null}""", "socialLinks")]
    [InlineData("""{"socialLinks":{"a":"javascript:alert(1)"}}""", "socialLinks")]
    [InlineData("""{"socialLinks":{"a":null}}""", "socialLinks")]
    [InlineData("""{"socialLinks":{"":"https://example.org"}}""", "socialLinks")]
    [InlineData("""{"socialLinks":[]}""", "socialLinks")]
    [InlineData("""{"socialLinks":{"a":{"b":1}}}""", "socialLinks.a")]
    [InlineData("""{"socialLinks":{"a\u0000":"https://example.org"}}""", "socialLinks.a\0")]
    [InlineData("""{"userId":"0198c5f0-7a3e-7c4b-9a51-1f2e3d4c5b6a"}""", "userId")]
    public async Task Names_the_member_that_breaks_a_rule(string body, string member)
    {
        var ann = await api.SignedInAsync();

        var response = await UpdateUserTests.PatchAsync(
            ann, $"/api/v1/users/{ann.UserId}/profile", "\"1\"", JsonSerializer.Deserialize<JsonElement>(body));

        (await Problem.AssertAsync(response, HttpStatusCode.BadRequest, "validation.failed")).Errors(member).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Takes_as_many_links_as_the_limit_says_however_long()
    {
        var ann = await api.SignedInAsync();
        Dictionary<string, string> Links(int count) => Enumerable.Range(0, count).ToDictionary(
            i => $"place-{i}-".PadRight(50, 'n'),
            i => $"https://example.org/{i}/".PadRight(UserRules.AvatarUrlMax, 'ä'),
            StringComparer.Ordinal);

        var most = await UpdateUserTests.PatchAsync(
            ann, $"/api/v1/users/{ann.UserId}/profile", "\"1\"", new { socialLinks = Links(UserRules.SocialLinksMax) });
        var tooMany = await UpdateUserTests.PatchAsync(
            ann, $"/api/v1/users/{ann.UserId}/profile", "\"2\"", new { socialLinks = Links(UserRules.SocialLinksMax + 1) });

        most.StatusCode.ShouldBe(HttpStatusCode.OK, await most.Content.ReadAsStringAsync());
        (await Problem.AssertAsync(tooMany, HttpStatusCode.BadRequest, "validation.failed")).Errors("socialLinks").ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Counts_the_characters_of_a_bio_as_the_database_does()
    {
        var ann = await api.SignedInAsync();
        var path = $"/api/v1/users/{ann.UserId}/profile";

        var most = await UpdateUserTests.PatchAsync(
            ann, path, "\"1\"", new { bio = string.Concat(Enumerable.Repeat("😀", UserRules.BioMax)) });
        var tooLong = await UpdateUserTests.PatchAsync(ann, path, "\"2\"", new { bio = new string('a', UserRules.BioMax + 1) });

        most.StatusCode.ShouldBe(HttpStatusCode.OK, await most.Content.ReadAsStringAsync());
        (await Problem.AssertAsync(tooLong, HttpStatusCode.BadRequest, "validation.failed")).Errors("bio").ShouldHaveSingleItem();
    }
}
