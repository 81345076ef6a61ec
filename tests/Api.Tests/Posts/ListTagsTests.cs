using System.Net;
using System.Text.Json;
using Agora.Testing;

namespace Agora.Api.Tests.Posts;

public sealed class ListTagsTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task Counts_what_is_published_after_every_step()
    {
        var author = await api.SignedInAsync();
        var first = await author.PublishedAsync(tags: ["steps", "other-steps"]);
        var second = await author.DraftAsync(tags: ["steps"]);

        await CountIsAsync("steps", 1);
        await author.StepAsync(second.Id, "publish");
        await CountIsAsync("steps", 2);
        await author.StepAsync(second.Id, "archive");
        await CountIsAsync("steps", 1);
        await author.StepAsync(second.Id, "publish");
        await author.DeleteAsync($"/api/v1/posts/{first.Id}");
        await CountIsAsync("steps", 1);
        await CountIsAsync("other-steps", null);
        await author.StepAsync(first.Id, "restore");
        await CountIsAsync("steps", 2);
        await CountIsAsync("other-steps", 1);
    }

    [Fact]
    public async Task An_edit_moves_the_counts_of_the_tags_that_changed()
    {
        var author = await api.SignedInAsync();
        var post = await author.PublishedAsync(tags: ["edit-kept", "edit-gone"]);

        await SentPost.ReadAsync(
            await author.PatchPostAsync(post.Id, post.ETag, """{"tags":["edit-kept","edit-come"]}"""), HttpStatusCode.OK);

        await CountIsAsync("edit-kept", 1);
        await CountIsAsync("edit-gone", null);
        await CountIsAsync("edit-come", 1);
    }

    [Fact]
    public async Task Completes_a_prefix_most_used_first_and_in_pages()
    {
        var author = await api.SignedInAsync();
        foreach (var tags in new string[][] { ["pre-b", "pre-a"], ["pre-b", "pre-c"], ["pre-b", "pre-c", "unrelated"], ["pre_x"] })
        {
            await author.PublishedAsync(tags: tags);
        }

        var tagsInOrder = (await api.Anonymous().WalkAsync("/api/v1/tags?q=Pre-&limit=1")).Select(Line);

        tagsInOrder.ShouldBe(["pre-b 3", "pre-c 2", "pre-a 1"]);
        (await api.Anonymous().PageAsync("/api/v1/tags?q=pre_")).Items().Select(Line).ShouldBe(["pre_x 1"]);
    }

    [Fact]
    public async Task Refuses_what_no_tag_begins_with()
    {
        var response = await api.Anonymous().GetAsync("/api/v1/tags?q=%3C%3E");

        (await Problem.AssertAsync(response, HttpStatusCode.BadRequest, "validation.failed")).Errors("q").ShouldNotBeEmpty();
    }

    private static string Line(JsonElement tag) => $"{tag.GetProperty("tag").GetString()} {tag.GetProperty("postCount").GetInt32()}";

    private async Task CountIsAsync(string tag, int? expected)
    {
        var found = (await api.Anonymous().PageAsync($"/api/v1/tags?q={tag}")).Items()
            .Where(t => t.GetProperty("tag").GetString() == tag)
            .Select(t => (int?)t.GetProperty("postCount").GetInt32())
            .SingleOrDefault();
        found.ShouldBe(expected, tag);
    }
}
