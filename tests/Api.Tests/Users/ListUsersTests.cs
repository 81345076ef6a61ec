using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Agora.Domain.Users;
using Agora.Testing;

namespace Agora.Api.Tests.Users;

public sealed class ListUsersTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task Is_for_members()
    {
        var response = await api.Anonymous().GetAsync("/api/v1/users");

        await Problem.AssertAsync(response, HttpStatusCode.Unauthorized, "auth.required");
    }

    [Theory]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=1001", "limit")]
    [InlineData("limit=-5", "limit")]
    [InlineData("skip=-1", "skip")]
    [InlineData("skip=10001", "skip")]
    [InlineData("limit=ten", "limit")]
    public async Task Refuses_what_is_out_of_range(string query, string parameter)
    {
        var ann = await api.SignedInAsync();

        var response = await ann.GetAsync($"/api/v1/users?{query}");

        (await Problem.AssertAsync(response, HttpStatusCode.BadRequest, "validation.failed")).Errors(parameter).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Takes_both_ends_of_the_range()
    {
        var ann = await api.SignedInAsync();

        (await ann.GetAsync("/api/v1/users?limit=1")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await ann.GetAsync("/api/v1/users?limit=1000&skip=10000")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Lists_every_user_once_while_others_join()
    {
        var ann = await api.SignedInAsync();
        var before = new List<Guid>();
        for (var i = 0; i < 7; i++)
        {
            before.Add((await api.SignedInAsync()).UserId);
        }

        // The same instant for some of them: then the id decides.
        await api.Superuser.ExecuteAsync(
            "UPDATE app.users SET created_at = '2026-01-01 00:00:00Z' WHERE id = ANY ($1)", before.Take(4).ToArray());

        var seen = new List<Guid>();
        for (var (path, pages) = ("/api/v1/users?limit=2", 0); path is not null && pages < 100; pages++)
        {
            var page = await ann.GetFromJsonAsync<JsonElement>(path);
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(u => u.GetProperty("id").GetGuid()));
            await api.SignedInAsync();
            path = page.GetProperty("next").GetString() is { } next ? $"/api/v1/users?limit=2&cursor={next}" : null;
        }

        seen.ShouldBeUnique();
        before.ShouldBeSubsetOf(seen);
    }

    [Fact]
    public async Task Skips_as_many_as_asked_for()
    {
        var ann = await api.SignedInAsync();
        await api.SignedInAsync();
        await api.SignedInAsync();
        var all = await IdsAsync(ann, "/api/v1/users");

        (await IdsAsync(ann, "/api/v1/users?skip=1&limit=1")).ShouldBe([all[1]]);
    }

    [Fact]
    public async Task Refuses_a_cursor_that_was_made_up_or_belongs_to_another_list()
    {
        var ann = await api.SignedInAsync();
        await api.SignedInAsync();
        var page = await ann.GetFromJsonAsync<JsonElement>("/api/v1/users?limit=1");
        var cursor = page.GetProperty("next").GetString()!;
        var forged = (cursor[0] == 'A' ? 'B' : 'A') + cursor[1..];

        foreach (var query in new[] { $"cursor={forged}", "cursor=x", "cursor=", $"cursor={cursor}&q=ann",
            $"cursor={new string('A', 3000)}" })
        {
            var response = await ann.GetAsync($"/api/v1/users?limit=1&{query}");

            var problem = await Problem.AssertAsync(response, HttpStatusCode.BadRequest, "page.cursor_invalid");
            problem.Errors("cursor").ShouldHaveSingleItem();
        }
    }

    [Fact]
    public async Task Hides_what_is_private_from_members_and_shows_it_to_admins()
    {
        var ann = await api.SignedInAsync();
        var bob = await api.SignedInAsync();
        var admin = await api.SignedInAsync(UserRole.Admin);

        var toBob = await FindAsync(bob, ann.UserId);
        var toAdmin = await FindAsync(admin, ann.UserId);

        foreach (var member in new[] { "email", "emailVerifiedAt", "pendingEmail", "isActive", "lastLoginAt" })
        {
            toBob.GetProperty(member).ValueKind.ShouldBe(JsonValueKind.Null, member);
        }

        toAdmin.GetProperty("email").GetString().ShouldBe(ann.Email);
        toAdmin.EnumerateObject().Select(p => p.Name).ShouldBe(
            ["id", "username", "fullName", "role", "email", "emailVerifiedAt", "pendingEmail", "isActive", "lastLoginAt", "version",
                "createdAt", "updatedAt"]);
    }

    [Fact]
    public async Task Reads_a_page_in_one_statement()
    {
        var ann = await api.SignedInAsync();
        await ann.GetAsync("/api/v1/users/me");

        using var statements = StatementCounter.Start();
        await ann.GetAsync("/api/v1/users?limit=50");
        await ann.GetAsync("/api/v1/users?q=ann&limit=50");

        statements.Count.ShouldBe(2, string.Join("\n", statements.Statements));
    }

    [Fact]
    public async Task Finds_words_of_a_name_before_parts_of_one()
    {
        var ann = await api.SignedInAsync();
        var word = await NamedAsync("Zebra Crossing");
        var part = await NamedAsync("Equizebraic");

        (await IdsAsync(ann, "/api/v1/users?q=zebra")).ShouldBe([word, part]);
    }

    [Theory]
    [InlineData("100%25", "100% wool", "1000 sheep")]
    [InlineData("a_c", "Fa_cet", "Fabcet")]
    [InlineData("back%5Cslash", "back\\slash", "backslash")]
    public async Task Takes_wildcards_as_they_are(string term, string wanted, string other)
    {
        var ann = await api.SignedInAsync();
        var found = await NamedAsync(wanted);
        var passed = await NamedAsync(other);

        var ids = await IdsAsync(ann, $"/api/v1/users?q={term}");

        ids.ShouldContain(found);
        ids.ShouldNotContain(passed);
    }

    [Theory]
    [InlineData("'")]
    [InlineData("'; DROP TABLE app.users; --")]
    [InlineData("a:* & !b | (c <-> d")]
    [InlineData("\"unclosed")]
    [InlineData("\\")]
    [InlineData("%")]
    [InlineData("   ")]
    [InlineData("-")]
    [InlineData("😀")]
    public async Task Takes_any_text_as_a_search(string term)
    {
        var ann = await api.SignedInAsync();

        var response = await ann.GetAsync($"/api/v1/users?q={Uri.EscapeDataString(term)}");

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Does_not_find_people_by_their_address()
    {
        var ann = await api.SignedInAsync();
        var bob = await api.SignedInAsync();
        await api.Superuser.ExecuteAsync("UPDATE app.users SET email = 'hidden-harvest@example.org' WHERE id = $1", bob.UserId);

        (await IdsAsync(ann, "/api/v1/users?q=harvest")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Pages_through_a_search_by_cursor()
    {
        var ann = await api.SignedInAsync();
        var wanted = new HashSet<Guid>();
        for (var i = 0; i < 5; i++)
        {
            wanted.Add(await NamedAsync($"Quokka {i}"));
        }

        wanted.Add(await NamedAsync("Megaquokka"));

        var seen = new List<Guid>();
        for (var path = "/api/v1/users?q=quokka&limit=2"; path is not null;)
        {
            var page = await ann.GetFromJsonAsync<JsonElement>(path);
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(u => u.GetProperty("id").GetGuid()));
            path = page.GetProperty("next").GetString() is { } next ? $"/api/v1/users?q=quokka&limit=2&cursor={next}" : null;
        }

        seen.ShouldBeUnique();
        seen.ShouldBe(wanted, ignoreOrder: true);
    }

    private async Task<Guid> NamedAsync(string fullName)
    {
        var person = await api.SignedInAsync();
        await api.Superuser.ExecuteAsync("UPDATE app.users SET full_name = $2 WHERE id = $1", person.UserId, fullName);
        return person.UserId;
    }

    private static async Task<JsonElement> FindAsync(TestClient client, Guid id)
    {
        var page = await client.GetFromJsonAsync<JsonElement>("/api/v1/users?limit=1000");
        return page.GetProperty("items").EnumerateArray().Single(u => u.GetProperty("id").GetGuid() == id);
    }

    private static async Task<List<Guid>> IdsAsync(HttpClient client, string path)
    {
        var page = await client.GetFromJsonAsync<JsonElement>(path);
        return [.. page.GetProperty("items").EnumerateArray().Select(u => u.GetProperty("id").GetGuid())];
    }
}
