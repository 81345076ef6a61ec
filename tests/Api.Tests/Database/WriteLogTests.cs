using Agora.Api.Tests.Posts;
using Agora.Testing;

namespace Agora.Api.Tests.Database;

public sealed class WriteLogTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task A_write_is_logged_with_its_table_and_rows_and_without_values_and_a_read_is_not()
    {
        const string secret = "canary-of-the-write-log";
        var author = await api.SignedInAsync();
        var before = Writes().Count;

        var post = await author.PublishedAsync(secret, secret, tags: [secret]);
        await author.GetAsync($"/api/v1/posts/{post.Id}");
        await author.PageAsync($"/api/v1/posts?tag={secret}");

        Writes().Skip(before).ShouldBe(["INSERT app.posts, rows: 1"]);
        (await author.DeleteAsync(new Uri($"/api/v1/posts/{post.Id}", UriKind.Relative))).EnsureSuccessStatusCode();
        Writes()[^1].ShouldBe("UPDATE app.posts, rows: 1");
        api.Logs.Lines.ShouldNotContain(l => l.Category == "Agora.Writes" && l.Message.EndsWith("rows: 0", StringComparison.Ordinal));
        api.Logs.Lines.ShouldNotContain(l => l.Category == "Agora.Writes" && l.Message.Contains(secret, StringComparison.Ordinal));
    }

    private List<string> Writes() =>
        [.. api.Logs.Lines.Where(l => l.Category == "Agora.Writes" && l.Message.Contains(" app.posts", StringComparison.Ordinal))
            .Select(l => l.Message)];
}
