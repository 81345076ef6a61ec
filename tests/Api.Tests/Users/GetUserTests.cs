using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Agora.Domain.Users;
using Agora.Testing;

namespace Agora.Api.Tests.Users;

public sealed class GetUserTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task Shows_the_address_to_its_owner_alone()
    {
        var ann = await api.SignedInAsync();
        var bob = await api.SignedInAsync();

        var own = await ann.GetFromJsonAsync<JsonElement>("/api/v1/users/me");
        var seen = await bob.GetFromJsonAsync<JsonElement>($"/api/v1/users/{ann.UserId}");

        own.GetProperty("email").GetString().ShouldBe(ann.Email);
        seen.GetProperty("username").GetString().ShouldBe(ann.Username);
        seen.GetProperty("email").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Theory]
    [InlineData(UserRole.Admin, true)]
    [InlineData(UserRole.Moderator, false)]
    public async Task Shows_the_private_members_to_no_staff_but_admins(UserRole role, bool isShown)
    {
        var ann = await api.SignedInAsync();
        var staff = await api.SignedInAsync(role);

        var seen = await staff.GetFromJsonAsync<JsonElement>($"/api/v1/users/{ann.UserId}");

        seen.GetProperty("email").GetString().ShouldBe(isShown ? ann.Email : null);
        seen.GetProperty("isActive").ValueKind.ShouldBe(isShown ? JsonValueKind.True : JsonValueKind.Null);
    }

    [Fact]
    public async Task Reads_an_account_in_one_statement()
    {
        var ann = await api.SignedInAsync();

        using var statements = StatementCounter.Start();
        var response = await ann.GetAsync($"/api/v1/users/{ann.UserId}");

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        statements.Count.ShouldBe(1, string.Join("\n", statements.Statements));
    }

    [Fact]
    public async Task Tells_nothing_about_an_unknown_account()
    {
        var response = await api.Anonymous().GetAsync($"/api/v1/users/{Guid.NewGuid()}");

        await Problem.AssertAsync(response, HttpStatusCode.NotFound, "user.not_found");
    }
}
