using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Agora.Domain.Users;
using Agora.Testing;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Agora.Api.Tests.Users;

public sealed class DeleteUserTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task A_closed_account_is_gone_for_every_caller()
    {
        var admin = await api.SignedInAsync(UserRole.Admin);
        var ann = await api.SignedInAsync();

        var first = await admin.DeleteAsync($"/api/v1/users/{ann.UserId}");
        var second = await admin.DeleteAsync($"/api/v1/users/{ann.UserId}");

        first.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        await Problem.AssertAsync(second, HttpStatusCode.NotFound, "user.not_found");
        await Problem.AssertAsync(await admin.GetAsync($"/api/v1/users/{ann.UserId}"), HttpStatusCode.NotFound, "user.not_found");
        await Problem.AssertAsync(await admin.GetAsync($"/api/v1/users/{ann.UserId}/profile"), HttpStatusCode.NotFound, "user.not_found");
        (await api.Superuser.ScalarAsync<int>("SELECT security_version FROM app.users WHERE id = $1", ann.UserId)).ShouldBe(2);
    }

    [Fact]
    public async Task The_account_of_another_user_is_closed_by_admins_only()
    {
        var ann = await api.SignedInAsync();
        var moderator = await api.SignedInAsync(UserRole.Moderator);

        var response = await moderator.DeleteAsync($"/api/v1/users/{ann.UserId}");

        await Problem.AssertAsync(response, HttpStatusCode.Forbidden, "auth.forbidden");
    }

    [Fact]
    public async Task People_close_their_own_account()
    {
        var ann = await api.SignedInAsync();

        var response = await ann.DeleteAsync("/api/v1/users/me");

        response.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await api.Anonymous().GetAsync($"/api/v1/users/{ann.UserId}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_name_that_was_given_up_can_be_taken_and_then_not_be_restored()
    {
        var admin = await api.SignedInAsync(UserRole.Admin);
        var ann = await api.SignedInAsync();
        await admin.DeleteAsync($"/api/v1/users/{ann.UserId}");

        var taken = await admin.PostAsJsonAsync("/api/v1/users", new { email = ann.Email, username = $"{ann.Username[..20]}-new" });
        var restored = await admin.PostAsync($"/api/v1/users/{ann.UserId}/restore", null);

        taken.StatusCode.ShouldBe(HttpStatusCode.Created);
        await Problem.AssertAsync(restored, HttpStatusCode.Conflict, "user.email_taken");
    }

    [Fact]
    public async Task An_admin_opens_a_closed_account_again()
    {
        var admin = await api.SignedInAsync(UserRole.Admin);
        var ann = await api.SignedInAsync();
        await admin.DeleteAsync($"/api/v1/users/{ann.UserId}");

        var restored = await admin.PostAsync($"/api/v1/users/{ann.UserId}/restore", null);
        var again = await admin.PostAsync($"/api/v1/users/{ann.UserId}/restore", null);

        restored.StatusCode.ShouldBe(HttpStatusCode.OK);
        restored.Headers.ETag!.Tag.ShouldStartWith("\"3-");
        (await restored.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("username").GetString().ShouldBe(ann.Username);
        await Problem.AssertAsync(again, HttpStatusCode.NotFound, "user.not_found");
    }

    [Fact]
    public async Task Restoring_is_for_admins_only()
    {
        var ann = await api.SignedInAsync();

        var response = await ann.PostAsync($"/api/v1/users/{ann.UserId}/restore", null);

        await Problem.AssertAsync(response, HttpStatusCode.Forbidden, "auth.forbidden");
    }

    [Fact]
    public async Task A_closed_account_and_an_unknown_one_are_answered_alike()
    {
        var admin = await api.SignedInAsync(UserRole.Admin);
        var ann = await api.SignedInAsync();
        (await ann.PostAsJsonAsync(
            "/api/v1/posts", new { title = "Title", body = "Body", publish = true })).StatusCode.ShouldBe(HttpStatusCode.Created);
        await admin.DeleteAsync($"/api/v1/users/{ann.UserId}");
        var below = api.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods.Contains("GET", StringComparer.Ordinal) == true)
            .Select(e => e.RoutePattern.RawText!.TrimEnd('/'))
            .Where(path => path.StartsWith("/api/v1/users/{userId:guid}", StringComparison.Ordinal))
            .Select(
                path => path.Replace("{number:int}", "1", StringComparison.Ordinal)
                    + (path.EndsWith("/as-of", StringComparison.Ordinal) ? "?at=2100-01-01T00:00:00Z" : ""))
            .ToList();

        below.Count.ShouldBeGreaterThan(10);
        foreach (var path in below)
        {
            foreach (var caller in (HttpClient[])[admin, await api.SignedInAsync(), api.Anonymous()])
            {
                var closed = await AnswerAsync(caller, path, ann.UserId);
                var unknown = await AnswerAsync(caller, path, Guid.NewGuid());

                closed.ShouldBe(unknown, path);
                closed.ShouldStartWith("4", Case.Sensitive, path);
            }
        }
    }

    private static async Task<string> AnswerAsync(HttpClient caller, string path, Guid userId)
    {
        using var response = await caller.GetAsync(path.Replace("{userId:guid}", userId.ToString(), StringComparison.Ordinal));
        var body = await response.Content.ReadFromJsonAsync<JsonElement>();
        return $"{(int)response.StatusCode} {(body.TryGetProperty("code", out var code) ? code.GetString() : "")}";
    }
}
