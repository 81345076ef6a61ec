using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Agora.Testing;

namespace Agora.Api.Tests.Posts;

/// <summary>Lists that take an author take an id or a username.</summary>
public sealed partial class PostAuthorTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private static readonly string[] Addresses =
    [
        "/api/v1/posts?author={author}", "/api/v1/posts?author={author}&sort=publishedAt", "/api/v1/posts?author={author}&tag=authored",
        "/api/v1/posts?author={author}&status=draft", "/api/v1/posts/search?q=authored&author={author}",
    ];

    public static TheoryData<string> Lists => [.. Addresses];

    [Theory]
    [MemberData(nameof(Lists))]
    public async Task A_username_in_any_case_gives_what_the_id_gives(string list)
    {
        var (author, other) = (await api.SignedInAsync(), await api.SignedInAsync());
        foreach (var writer in new[] { author, author, author, other })
        {
            await writer.PublishedAsync("Authored", tags: ["authored"]);
            await writer.DraftAsync("Authored", tags: ["authored"]);
        }

        var byId = Ids(await author.WalkAsync(Address(author.UserId.ToString(), "&limit=2")));
        byId.Length.ShouldBe(3);
        foreach (var name in new[] { author.Username, author.Username.ToUpperInvariant() })
        {
            Ids(await author.WalkAsync(Address(name, "&limit=2"))).ShouldBe(byId, name);
        }

        // The cursor of one spelling is that of the other.
        var next = (await author.PageAsync(Address(author.Username, "&limit=2"))).GetProperty("next").GetString();
        Ids((await author.PageAsync(Address(author.UserId.ToString(), $"&limit=2&cursor={next}"))).Items()).ShouldBe(byId[2..]);

        string Address(string name, string more) => list.Replace("{author}", name, StringComparison.Ordinal) + more;
    }

    [Theory]
    [MemberData(nameof(Lists))]
    public async Task An_unknown_name_gives_what_an_unknown_id_gives(string list)
    {
        var (reader, closed) = (await api.SignedInAsync(), await api.SignedInAsync());
        await closed.PublishedAsync("Authored", tags: ["authored"]);
        await api.Superuser.ExecuteAsync("UPDATE app.users SET deleted_at = now() WHERE id = $1", closed.UserId);

        foreach (var more in new[] { "", "&cursor=forged" })
        {
            var byId = await AnswerAsync(Guid.NewGuid().ToString(), more);
            (await AnswerAsync("nobody-of-that-name", more)).ShouldBe(byId);
            (await AnswerAsync(closed.Username, more)).ShouldBe(byId);
        }

        async Task<string> AnswerAsync(string author, string more)
        {
            using var response = await reader.GetAsync(list.Replace("{author}", author, StringComparison.Ordinal) + more);
            return $"{response.StatusCode} {TraceId().Replace(await response.Content.ReadAsStringAsync(), "")}";
        }
    }

    [Theory]
    [MemberData(nameof(Lists))]
    public async Task A_value_in_the_form_of_a_UUID_is_an_id_even_where_it_is_the_name_of_another(string list)
    {
        var (author, namesake) = (await api.SignedInAsync(), await api.SignedInAsync());
        await author.PublishedAsync("Authored", tags: ["authored"]);
        await author.DraftAsync("Authored", tags: ["authored"]);
        await namesake.PublishedAsync("Authored", tags: ["authored"]);
        await api.Superuser.ExecuteAsync("UPDATE app.users SET username = $1 WHERE id = $2", author.UserId.ToString(), namesake.UserId);

        var found = await author.WalkAsync(list.Replace("{author}", author.UserId.ToString(), StringComparison.Ordinal));

        Post(found.ShouldHaveSingleItem()).GetProperty("author").GetProperty("id").GetGuid().ShouldBe(author.UserId);
    }

    [Theory]
    [InlineData("ab")]
    [InlineData("a%20b")]
    [InlineData("-ann")]
    [InlineData("a@example.org")]
    [InlineData("{00000000-0000-4000-8000-000000000001}")]
    public async Task Refuses_what_is_neither(string author)
    {
        foreach (var list in Addresses)
        {
            using var response = await api.Anonymous().GetAsync(list.Replace("{author}", author, StringComparison.Ordinal));

            (await Problem.AssertAsync(response, HttpStatusCode.BadRequest, "validation.failed")).Errors("author")
                .ShouldBe(["Must be the id or the username of an account."], list);
        }
    }

    private static Guid[] Ids(IEnumerable<JsonElement> items) => [.. items.Select(item => Post(item).GetProperty("id").GetGuid())];

    /// <summary>A search says more of a post than the post.</summary>
    private static JsonElement Post(JsonElement item) => item.TryGetProperty("post", out var post) ? post : item;

    [GeneratedRegex("\"(?:requestId|traceId)\":\"[^\"]*\",?", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex TraceId();
}
