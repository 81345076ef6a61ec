using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Agora.Api.Tests.Posts;
using Agora.Domain.Users;
using Agora.Testing;

namespace Agora.Api.Tests.Tags;

public sealed class RenameOrMergeTagTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task A_new_name_reaches_every_post_its_counts_and_its_search_and_the_old_one_leads_to_it()
    {
        var (author, moderator) = (await api.SignedInAsync(), await api.SignedInAsync(UserRole.Moderator));
        var published = (await author.PublishedAsync(tags: ["first", "colour"])).Id;
        var draft = (await author.DraftAsync(tags: ["colour"])).Id;

        var answer = await ReadAsync(await ReplaceAsync(moderator, "Colour", "rename", "Hue"));

        (answer.GetProperty("tag").GetString(), answer.GetProperty("postCount").GetInt32()).ShouldBe(("hue", 2));
        (await TagsAsync(author, published)).ShouldBe(["first", "hue"]);
        (await TagsAsync(author, draft)).ShouldBe(["hue"]);
        (await CountAsync("colour"), await CountAsync("hue")).ShouldBe((0, 1));
        (await api.Anonymous().PageAsync("/api/v1/tags/hue/posts")).Items().Ids().ShouldBe([published]);
        (await api.Anonymous().PageAsync("/api/v1/posts/search?q=hue&tag=hue")).Items().Length.ShouldBe(1);
        (await api.Anonymous().PageAsync("/api/v1/posts/search?q=hue&tag=colour")).Items().Length.ShouldBe(1);
        foreach (var old in new[] { "tags/colour/posts", "posts?tag=Colour", $"posts?author={author.UserId}&tag=colour" })
        {
            (await api.Anonymous().PageAsync($"/api/v1/{old}")).Items().Ids().ShouldBe([published], old);
        }

        (await api.Anonymous().PageAsync("/api/v1/feeds/tags/colour.json")).GetProperty("items").GetArrayLength().ShouldBe(1);
        (await api.Anonymous().PageAsync("/api/v1/tags/colour")).GetRawText()
            .ShouldBe("""{"tag":"hue","postCount":1,"aliases":["colour"]}""");
        (await api.Anonymous().PageAsync("/api/v1/suggestions/tags?q=colo")).GetRawText()
            .ShouldBe("""{"items":[{"tag":"hue","postCount":1,"alias":"colour"}]}""");
        (await author.PublishedAsync(tags: ["colour", "new", "hue"])).Tags.ShouldBe(["hue", "new"]);
    }

    [Fact]
    public async Task The_posts_and_the_feed_of_a_tag_are_found_when_the_tag_is()
    {
        var (author, blocker, moderator) =
            (await api.SignedInAsync(), await api.SignedInAsync(), await api.SignedInAsync(UserRole.Moderator));
        var run = $"{Guid.NewGuid():N}"[..8];
        await author.PublishedAsync(tags: [$"{run}-old", $"{run}-one", $"{run}-two"]);
        await author.DraftAsync(tags: [$"{run}-draft"]);
        var gone = await author.PublishedAsync(tags: [$"{run}-gone"]);
        await author.StepAsync(gone.Id, "archive");
        await ReadAsync(await ReplaceAsync(moderator, $"{run}-old", "rename", $"{run}-new"));
        await ReadAsync(await ReplaceAsync(moderator, $"{run}-one", "merge", $"{run}-two"));
        var last = await author.PublishedAsync(tags: [$"{run}-before"]);
        await ReadAsync(await ReplaceAsync(moderator, $"{run}-before", "rename", $"{run}-after"));
        await author.StepAsync(last.Id, "archive");
        (await blocker.PutAsync($"/api/v1/users/me/blocks/{author.UserId}", null)).EnsureSuccessStatusCode();

        var statuses = new List<string>();
        string[] names = ["old", "new", "one", "two", "before", "after", "draft", "gone", "nope"];
        foreach (var name in names.Select(name => $"{run}-{name}").Append("%3C%3E").Append("-").Append(new string('x', 80)))
        {
            foreach (var reader in new[] { api.Anonymous(), author, blocker })
            {
                using var tag = await reader.GetAsync($"/api/v1/tags/{name}");
                statuses.Add(tag.StatusCode.ToString());
                foreach (var below in new[] { $"tags/{name}/posts", $"tags/{name}/posts?sort=publishedAt&count=exact",
                    $"feeds/tags/{name}.atom", $"feeds/tags/{name}.json" })
                {
                    using var response = await reader.GetAsync($"/api/v1/{below}");
                    if (tag.StatusCode == HttpStatusCode.OK)
                    {
                        response.StatusCode.ShouldBe(HttpStatusCode.OK, below);
                    }
                    else
                    {
                        await Problem.AssertAsync(response, HttpStatusCode.NotFound, "tag.not_found");
                    }
                }
            }
        }

        statuses.Count(s => s == "OK").ShouldBe(6 * 3);
    }

    [Fact]
    public async Task A_merge_makes_two_tags_one_and_counts_a_post_with_both_once()
    {
        var (author, moderator) = (await api.SignedInAsync(), await api.SignedInAsync(UserRole.Moderator));
        var both = (await author.PublishedAsync(tags: ["js", "javascript", "web"])).Id;
        await author.PublishedAsync(tags: ["js"]);
        await author.PublishedAsync(tags: ["javascript"]);

        await ReadAsync(await ReplaceAsync(moderator, "js", "merge", "javascript"));

        (await TagsAsync(author, both)).ShouldBe(["javascript", "web"]);
        (await CountAsync("js"), await CountAsync("javascript")).ShouldBe((0, 3));
        var log = (await api.Anonymous().PageAsync("/api/v1/moderation/log")).Items().First(e => e.GetProperty("tag").GetString() == "js");
        (log.GetProperty("action").GetString(), log.GetProperty("intoTag").GetString()).ShouldBe(("merged", "javascript"));
    }

    [Fact]
    public async Task A_name_comes_back_and_chains_of_old_names_stay_short()
    {
        var (author, moderator) = (await api.SignedInAsync(), await api.SignedInAsync(UserRole.Moderator));
        var post = (await author.PublishedAsync(tags: ["chain-a"])).Id;

        await ReadAsync(await ReplaceAsync(moderator, "chain-a", "rename", "chain-b"));
        await ReadAsync(await ReplaceAsync(moderator, "chain-b", "rename", "chain-c"));
        (await author.PublishedAsync(tags: ["chain-a"])).Tags.ShouldBe(["chain-c"]);
        await ReadAsync(await ReplaceAsync(moderator, "chain-c", "rename", "chain-a"));

        (await TagsAsync(author, post)).ShouldBe(["chain-a"]);
        (await author.PublishedAsync(tags: ["chain-b", "chain-c"])).Tags.ShouldBe(["chain-a"]);
    }

    [Fact]
    public async Task A_rename_needs_a_new_name_and_a_merge_an_old_one()
    {
        var (author, moderator) = (await api.SignedInAsync(), await api.SignedInAsync(UserRole.Moderator));
        await author.PublishedAsync(tags: ["taken-a", "taken-b"]);

        await Problem.AssertAsync(await ReplaceAsync(moderator, "taken-a", "rename", "taken-b"), HttpStatusCode.Conflict, "tag.taken");
        await Problem.AssertAsync(
            await ReplaceAsync(moderator, "taken-a", "merge", "taken-none"), HttpStatusCode.Conflict, "tag.not_mergeable");
        await Problem.AssertAsync(
            await ReplaceAsync(moderator, "taken-none", "merge", "taken-a"), HttpStatusCode.Conflict, "tag.not_mergeable");
        await Problem.AssertAsync(await ReplaceAsync(moderator, "taken-a", "rename", "Taken A"), HttpStatusCode.BadRequest, "tag.itself");
        await Problem.AssertAsync(
            await ReplaceAsync(moderator, "taken-a", "rename", "not, fine"), HttpStatusCode.BadRequest, "validation.failed");
        (await ReplaceAsync(author, "taken-a", "rename", "mine")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        await Problem.AssertAsync(await author.GetAsync("/api/v1/tags/taken-none"), HttpStatusCode.NotFound, "tag.not_found");
    }

    [Fact]
    public async Task A_concurrent_writer_is_found_or_follows()
    {
        var (author, moderator) = (await api.SignedInAsync(), await api.SignedInAsync(UserRole.Moderator));
        await author.PublishedAsync(tags: ["race-a"]);
        await author.PublishedAsync(tags: ["race-b"]);

        var writes = Enumerable.Range(0, 30)
            .Select(async i => await author.PublishedAsync(tags: [i % 2 == 0 ? "race-a" : "race-b", $"other{i % 5}"])).ToList();
        await ReadAsync(await ReplaceAsync(moderator, "race-a", "merge", "race-b"));
        await Task.WhenAll(writes);

        (await CountAsync("race-a"), await CountAsync("race-b")).ShouldBe((0, 32));
        (await api.Superuser.ScalarAsync<long>("SELECT count(*) FROM app.posts WHERE tags @> '{race-a}'")).ShouldBe(0);
        (await api.Superuser.ScalarAsync<long>("SELECT count(*) FROM app.post_tags WHERE tag = 'race-b'")).ShouldBe(32);
    }

    [Fact]
    public async Task Completes_by_the_beginning_most_used_first()
    {
        var author = await api.SignedInAsync();
        foreach (var tags in new string[][] { ["sug-b", "sug-a"], ["sug-b"], ["sug_x"], ["sugar"] })
        {
            await author.PublishedAsync(tags: tags);
        }

        (await api.Anonymous().PageAsync("/api/v1/suggestions/tags?q=Sug-")).GetProperty("items").EnumerateArray()
            .Select(t => t.GetProperty("tag").GetString()).ShouldBe(["sug-b", "sug-a"]);
        await Problem.AssertAsync(
            await api.Anonymous().GetAsync("/api/v1/suggestions/tags"), HttpStatusCode.BadRequest, "validation.failed");
    }

    [Fact]
    public async Task An_edit_that_waits_for_a_renaming_does_not_hold_its_post_meanwhile()
    {
        var author = await api.SignedInAsync();
        var post = await author.PublishedAsync();
        await using var connection = await api.Superuser.OpenConnectionAsync();
        await using var renaming = await connection.BeginTransactionAsync();
        await ExecuteAsync("SELECT pg_advisory_xact_lock(1952540531, hashtext('waited-for') & 63)");

        var editing = author.PatchPostAsync(post.Id, post.ETag, new { tags = (string[])["waited-for"] });
        await api.Superuser.WaitersAsync(1, editing);
        await ExecuteAsync($"SELECT FROM app.posts WHERE id = '{post.Id}' FOR NO KEY UPDATE NOWAIT");
        await renaming.CommitAsync();

        (await editing).StatusCode.ShouldBe(HttpStatusCode.OK);

        async Task ExecuteAsync(string sql)
        {
            await using var command = connection.CreateCommand();
            command.CommandText = sql;
            await command.ExecuteNonQueryAsync();
        }
    }

    private static Task<HttpResponseMessage> ReplaceAsync(HttpClient client, string tag, string verb, string into) =>
        client.PostAsJsonAsync($"/api/v1/tags/{tag}/{verb}", new { into });

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage response) =>
        (await SentPost.ReadAsync(response, HttpStatusCode.OK)).Body;

    private static async Task<string[]> TagsAsync(HttpClient client, Guid post) =>
        (await SentPost.ReadAsync(await client.GetAsync($"/api/v1/posts/{post}"), HttpStatusCode.OK)).Tags;

    private Task<int> CountAsync(string tag) => api.Superuser.ScalarAsync<int>("SELECT post_count FROM app.tags WHERE tag = $1", tag);
}
