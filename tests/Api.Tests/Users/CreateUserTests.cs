using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Agora.Domain.Users;
using Agora.Testing;

namespace Agora.Api.Tests.Users;

public sealed class CreateUserTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task Creates_an_account_and_says_where_it_is()
    {
        var admin = await api.SignedInAsync(UserRole.Admin);
        var name = NewName();

        var response = await admin.PostAsJsonAsync(
            "/api/v1/users", new { email = $"{name}@example.org", username = name, fullName = "Ada Lovelace", role = "moderator" });

        response.StatusCode.ShouldBe(HttpStatusCode.Created);
        var created = await response.Content.ReadFromJsonAsync<JsonElement>();
        response.Headers.Location!.OriginalString.ShouldBe($"/api/v1/users/{created.GetProperty("id").GetGuid()}");
        response.Headers.ETag!.Tag.ShouldStartWith("\"1-");
        created.GetProperty("fullName").GetString().ShouldBe("Ada Lovelace");
        created.GetProperty("role").GetString().ShouldBe("moderator");
        (await admin.GetAsync(response.Headers.Location)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_new_account_has_an_empty_profile()
    {
        var admin = await api.SignedInAsync(UserRole.Admin);
        var name = NewName();
        var created = await admin.PostAsJsonAsync("/api/v1/users", new { email = $"{name}@example.org", username = name });

        var profile = await api.Anonymous().GetFromJsonAsync<JsonElement>($"{created.Headers.Location}/profile");

        profile.GetProperty("bio").ValueKind.ShouldBe(JsonValueKind.Null);
        profile.GetProperty("socialLinks").EnumerateObject().ShouldBeEmpty();
    }

    [Theory]
    [InlineData(UserRole.User)]
    [InlineData(UserRole.Moderator)]
    public async Task Is_for_admins_only(UserRole role)
    {
        var somebody = await api.SignedInAsync(role);
        var name = NewName();

        var response = await somebody.PostAsJsonAsync("/api/v1/users", new { email = $"{name}@example.org", username = name });

        await Problem.AssertAsync(response, HttpStatusCode.Forbidden, "auth.forbidden");
        (await CountAsync(name)).ShouldBe(0);
    }

    [Fact]
    public async Task Refuses_an_address_that_is_taken_in_another_spelling()
    {
        var admin = await api.SignedInAsync(UserRole.Admin);

        // Upper case, and the full-width letter that NFKC folds to the plain one.
        var upper = await admin.PostAsJsonAsync("/api/v1/users", new { email = admin.Email.ToUpperInvariant(), username = NewName() });
        var wide = await admin.PostAsJsonAsync("/api/v1/users", new { email = "\uff55" + admin.Email[1..], username = NewName() });

        await Problem.AssertAsync(upper, HttpStatusCode.Conflict, "user.email_taken");
        await Problem.AssertAsync(wide, HttpStatusCode.BadRequest, "validation.failed");
    }

    [Fact]
    public async Task Refuses_a_name_that_is_taken_in_another_case()
    {
        var admin = await api.SignedInAsync(UserRole.Admin);

        var response = await admin.PostAsJsonAsync(
            "/api/v1/users", new { email = $"{NewName()}@example.org", username = admin.Username.ToUpperInvariant() });

        await Problem.AssertAsync(response, HttpStatusCode.Conflict, "user.username_taken");
    }

    [Fact]
    public async Task Lets_exactly_one_of_many_racing_requests_win()
    {
        var admin = await api.SignedInAsync(UserRole.Admin);
        var name = NewName();

        var responses = await Task.WhenAll(Enumerable.Range(0, 24).Select(i => admin.PostAsJsonAsync(
            "/api/v1/users", new { email = i % 2 == 0 ? $"{name}@example.org" : $"{name}@EXAMPLE.ORG", username = $"{name}-{i}" })));

        responses.Count(r => r.StatusCode == HttpStatusCode.Created).ShouldBe(1);
        foreach (var refused in responses.Where(r => r.StatusCode != HttpStatusCode.Created))
        {
            await Problem.AssertAsync(refused, HttpStatusCode.Conflict, "user.email_taken");
        }
    }

    [Theory]
    [InlineData("email", "no-at-sign")]
    [InlineData("email", "a@b")]
    [InlineData("email", "<script>@example.org")]
    [InlineData("email", "two@at@example.org")]
    [InlineData("email", "")]
    [InlineData("username", "ab")]
    [InlineData("username", ".begins-with-dot")]
    [InlineData("username", "has space")]
    [InlineData("username", "ümlaut")]
    [InlineData("username", "\u0430dmin")]
    [InlineData("fullName", "")]
    [InlineData("fullName", "   ")]
    [InlineData("password", "short")]
    public async Task Names_the_member_that_breaks_a_rule(string member, string value)
    {
        var admin = await api.SignedInAsync(UserRole.Admin);
        var name = NewName();
        var body = new Dictionary<string, string>(StringComparer.Ordinal) { ["email"] = $"{name}@example.org", ["username"] = name };
        body[member] = value;

        var response = await admin.PostAsJsonAsync("/api/v1/users", body);

        var problem = await Problem.AssertAsync(response, HttpStatusCode.BadRequest, "validation.failed");
        problem.Errors(member).ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("email", 256)]
    [InlineData("username", 51)]
    [InlineData("fullName", 256)]
    [InlineData("password", 129)]
    public async Task Refuses_a_member_that_is_one_character_too_long(string member, int length)
    {
        var admin = await api.SignedInAsync(UserRole.Admin);
        var name = NewName();
        var body = new Dictionary<string, string>(StringComparer.Ordinal) { ["email"] = $"{name}@example.org", ["username"] = name };
        body[member] = member == "email"
            ? $"a@{string.Join('.', Enumerable.Repeat(new string('b', 62), 5))}"[..length]
            : new string('a', length);

        var response = await admin.PostAsJsonAsync("/api/v1/users", body);

        (await Problem.AssertAsync(response, HttpStatusCode.BadRequest, "validation.failed")).Errors(member)
            .ShouldContain(m => m.StartsWith("Must be ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Counts_characters_as_the_database_does()
    {
        var admin = await api.SignedInAsync(UserRole.Admin);
        var name = NewName();

        // 200 people outside of the basic plane: 400 UTF-16 units, 200 characters.
        var response = await admin.PostAsJsonAsync(
            "/api/v1/users",
            new { email = $"{name}@example.org", username = name, fullName = string.Concat(Enumerable.Repeat("😀", 200)) });

        response.StatusCode.ShouldBe(HttpStatusCode.Created);
    }

    [Theory]
    [InlineData("id")]
    [InlineData("isActive")]
    [InlineData("version")]
    [InlineData("createdAt")]
    [InlineData("isAdmin")]
    [InlineData("passwordHash")]
    [InlineData("securityVersion")]
    [InlineData("emailVerifiedAt")]
    public async Task Refuses_members_that_are_not_the_callers_to_set(string member)
    {
        var admin = await api.SignedInAsync(UserRole.Admin);
        var name = NewName();
        var body = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["email"] = $"{name}@example.org",
            ["username"] = name,
            [member] = 1,
        };

        var response = await admin.PostAsJsonAsync("/api/v1/users", body);

        (await Problem.AssertAsync(response, HttpStatusCode.BadRequest, "validation.failed")).Errors(member).ShouldHaveSingleItem();
        (await CountAsync(name)).ShouldBe(0);
    }

    private Task<long> CountAsync(string username) =>
        api.Superuser.ScalarAsync<long>("SELECT count(*) FROM app.users WHERE username = $1", username);

    private static string NewName() => $"n{Guid.NewGuid():N}"[..20];
}
