using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Agora.Domain.Users;
using Agora.Testing;

namespace Agora.Api.Tests.Users;

public sealed class UpdateUserTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task Changes_what_was_sent_and_nothing_else()
    {
        var ann = await api.SignedInAsync();

        var first = await PatchAsync(ann, "/api/v1/users/me", "\"1\"", new { fullName = "Ann Example" });
        var second = await PatchAsync(ann, "/api/v1/users/me", "\"2\"", new { username = $"{ann.Username[..20]}-2" });
        var third = await PatchAsync(ann, "/api/v1/users/me", "\"3\"", new { fullName = (string?)null });

        first.Headers.ETag!.Tag.ShouldStartWith("\"2-");
        var renamed = await second.Content.ReadFromJsonAsync<JsonElement>();
        renamed.GetProperty("fullName").GetString().ShouldBe("Ann Example");
        renamed.GetProperty("email").GetString().ShouldBe(ann.Email);
        (await third.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("fullName").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public async Task Wants_to_know_which_version_is_edited()
    {
        var ann = await api.SignedInAsync();

        var response = await PatchAsync(ann, "/api/v1/users/me", null, new { fullName = "Ann" });

        await Problem.AssertAsync(response, HttpStatusCode.PreconditionRequired, "request.if_match_required");
    }

    [Theory]
    [InlineData("\"2\"", "user.changed_meanwhile")]
    [InlineData("\"0\"", "user.changed_meanwhile")]
    [InlineData("\"-1\"", "request.if_match_unknown")]
    [InlineData("\"x\"", "request.if_match_unknown")]
    [InlineData("\"99999999999\"", "request.if_match_unknown")]
    [InlineData("W/\"1\"", "request.if_match_weak")]
    [InlineData("1", "request.if_match_unknown")]
    [InlineData("\"2\", \"3\"", "user.changed_meanwhile")]
    [InlineData("W/\"1\", \"2\"", "user.changed_meanwhile")]
    [InlineData("W/\"1\", W/\"2\"", "request.if_match_weak")]
    [InlineData("\"x\", \"y\"", "request.if_match_unknown")]
    [InlineData("\"1\" \"2\"", "request.if_match_unknown")]
    [InlineData("*, \"1\"", "request.if_match_unknown")]
    public async Task Refuses_to_edit_another_version(string tag, string code)
    {
        var ann = await api.SignedInAsync();

        var response = await PatchAsync(ann, "/api/v1/users/me", tag, new { fullName = "Ann" });

        await Problem.AssertAsync(response, HttpStatusCode.PreconditionFailed, code);
    }

    [Fact]
    public async Task Loses_no_update_when_many_edit_the_same_version()
    {
        var ann = await api.SignedInAsync();

        var responses = await Task.WhenAll(Enumerable.Range(0, 16).Select(i =>
            PatchAsync(ann, "/api/v1/users/me", "\"1\"", new { fullName = $"Ann {i}" })));

        responses.Count(r => r.StatusCode == HttpStatusCode.OK).ShouldBe(1);
        responses.Count(r => r.StatusCode == HttpStatusCode.PreconditionFailed).ShouldBe(15);
        (await api.Superuser.ScalarAsync<int>("SELECT version FROM app.users WHERE id = $1", ann.UserId)).ShouldBe(2);
    }

    [Theory]
    [InlineData("""{"role":"admin"}""")]
    [InlineData("""{"role":"user"}""")]
    [InlineData("""{"isActive":false}""")]
    [InlineData("""{"isActive":true}""")]
    [InlineData("""{"fullName":"Ann","role":"admin"}""")]
    public async Task Users_cannot_change_their_own_rights(string body)
    {
        var ann = await api.SignedInAsync();

        var me = await PatchAsync(ann, "/api/v1/users/me", "\"1\"", JsonSerializer.Deserialize<JsonElement>(body));
        var byId = await PatchAsync(ann, $"/api/v1/users/{ann.UserId}", "\"1\"", JsonSerializer.Deserialize<JsonElement>(body));

        await Problem.AssertAsync(me, HttpStatusCode.Forbidden, "user.admins_only");
        await Problem.AssertAsync(byId, HttpStatusCode.Forbidden, "user.admins_only");
        (await api.Superuser.ScalarAsync<int>("SELECT version FROM app.users WHERE id = $1", ann.UserId)).ShouldBe(1);
    }

    [Fact]
    public async Task The_account_of_another_person_is_for_admins()
    {
        var ann = await api.SignedInAsync();
        var moderator = await api.SignedInAsync(UserRole.Moderator);

        var response = await PatchAsync(moderator, $"/api/v1/users/{ann.UserId}", "\"1\"", new { fullName = "Mallory was here" });

        await Problem.AssertAsync(response, HttpStatusCode.Forbidden, "user.admins_only");
    }

    [Fact]
    public async Task An_admin_changes_role_and_activity()
    {
        var admin = await api.SignedInAsync(UserRole.Admin);
        var ann = await api.SignedInAsync();

        var response = await PatchAsync(admin, $"/api/v1/users/{ann.UserId}", "\"1\"", new { role = "moderator", isActive = false });

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        var changed = await response.Content.ReadFromJsonAsync<JsonElement>();
        changed.GetProperty("role").GetString().ShouldBe("moderator");
        changed.GetProperty("isActive").GetBoolean().ShouldBeFalse();
        (await api.Superuser.ScalarAsync<int>("SELECT security_version FROM app.users WHERE id = $1", ann.UserId))
            .ShouldBe(2, "the tokens that say otherwise end");
    }

    [Fact]
    public async Task Refuses_names_that_others_have()
    {
        var ann = await api.SignedInAsync();
        var bob = await api.SignedInAsync();

        var username = await PatchAsync(ann, "/api/v1/users/me", "\"1\"", new { username = bob.Username.ToUpperInvariant() });

        await Problem.AssertAsync(username, HttpStatusCode.Conflict, "user.username_taken");
    }

    [Theory]
    [InlineData("""{"email":null}""", "email")]
    [InlineData("""{"username":null}""", "username")]
    [InlineData("""{"username":"a b"}""", "username")]
    [InlineData("""{"fullName":""}""", "fullName")]
    [InlineData("""{"role":null}""", "role")]
    [InlineData("""{"version":7}""", "version")]
    [InlineData("""{"id":"0198c5f0-7a3e-7c4b-9a51-1f2e3d4c5b6a"}""", "id")]
    [InlineData("""{"deletedAt":null}""", "deletedAt")]
    public async Task Names_the_member_that_breaks_a_rule(string body, string member)
    {
        var ann = await api.SignedInAsync();

        var response = await PatchAsync(ann, "/api/v1/users/me", "\"1\"", JsonSerializer.Deserialize<JsonElement>(body));

        (await Problem.AssertAsync(response, HttpStatusCode.BadRequest, "validation.failed")).Errors(member).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_reader_who_has_the_representation_gets_304()
    {
        var ann = await api.SignedInAsync();
        var tag = (await ann.GetAsync("/api/v1/users/me")).Headers.ETag!;

        var response = await AskAsync(ann, "/api/v1/users/me", tag);

        response.StatusCode.ShouldBe(HttpStatusCode.NotModified);
        response.Headers.ETag.ShouldBe(tag);
        (await response.Content.ReadAsStringAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_another_reader_has_is_not_taken_for_ones_own()
    {
        var (ann, bob, admin) = (await api.SignedInAsync(), await api.SignedInAsync(), await api.SignedInAsync(UserRole.Admin));
        var account = $"/api/v1/users/{ann.UserId}";
        var own = (await ann.GetAsync(account)).Headers.ETag!;
        var open = (await bob.GetAsync(account)).Headers.ETag!;

        (await AskAsync(ann, account, open)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await AskAsync(bob, account, own)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await AskAsync(bob, "/api/v1/users/me", (await ann.GetAsync("/api/v1/users/me")).Headers.ETag!)).StatusCode
            .ShouldBe(HttpStatusCode.OK);
        (await AskAsync(admin, account, own)).StatusCode.ShouldBe(HttpStatusCode.NotModified, "an admin sees what the owner does");
        (await AskAsync(api.Anonymous(), account, open)).StatusCode.ShouldBe(HttpStatusCode.NotModified);
        (await PatchAsync(ann, "/api/v1/users/me", own.Tag, new { fullName = "Ann" })).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private static async Task<HttpResponseMessage> AskAsync(HttpClient reader, string path, EntityTagHeaderValue known)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { IfNoneMatch = { known } } };
        return await reader.SendAsync(request);
    }

    internal static async Task<HttpResponseMessage> PatchAsync(HttpClient client, string path, string? ifMatch, object body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Patch, path) { Content = JsonContent.Create(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/merge-patch+json");
        if (ifMatch is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        }

        return await client.SendAsync(request);
    }
}
