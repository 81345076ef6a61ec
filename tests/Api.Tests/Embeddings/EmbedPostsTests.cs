using System.Net.Http.Json;
using Agora.Api.Tests.Posts;
using Agora.Application.Embeddings;
using Agora.Domain.Embeddings;
using Agora.Testing;

namespace Agora.Api.Tests.Embeddings;

/// <summary>Vectors follow what happens to posts.</summary>
public sealed class EmbedPostsTests(EmbeddingFixture api) : IClassFixture<EmbeddingFixture>
{
    private const string Vector = "SELECT embedding::text FROM app.post_embeddings WHERE post_id = $1 AND chunk = 0";

    [Fact]
    public async Task Posts_that_were_there_before_the_model_are_embedded_and_drafts_are_not()
    {
        var author = await api.SignedInAsync();
        await api.Superuser.ExecuteAsync(
            """
            INSERT INTO app.posts (author_id, title, body, status, published_at)
            SELECT $1, 'Before ' || n, 'Text', CASE WHEN n % 3 = 0 THEN 'draft' ELSE 'published' END, CASE WHEN n % 3 > 0 THEN now() END
            FROM generate_series(1, 1500) AS n
            """,
            author.UserId);

        await api.EmbedAsync();

        (await CountAsync("SELECT count(*) FROM app.post_embeddings e JOIN app.posts p ON p.id = e.post_id WHERE p.author_id = $1", author))
            .ShouldBe(1000);
        (await CountAsync(
            """
            SELECT count(*) FROM app.post_embeddings AS e JOIN app.posts AS p ON p.id = e.post_id
            WHERE p.author_id = $1 AND p.status = 'draft'
            """,
            author)).ShouldBe(0);
    }

    [Fact]
    public async Task An_edit_replaces_vectors_and_chunks_that_are_gone()
    {
        var author = await api.SignedInAsync();
        await api.EmbedAsync();
        var paragraphs = Enumerable.Range(0, 40).Select(n => $"Paragraph {n} {new string('x', 80)}");
        var post = await author.PublishedAsync("Long", string.Join("\n\n", paragraphs));
        await api.StepAsync();
        (await api.VectorsAsync(post.Id)).ShouldBeGreaterThan(1);
        var before = await api.Superuser.ScalarAsync<string>(Vector, post.Id);

        await author.PatchPostAsync(post.Id, post.ETag, new { title = "Short", body = "Now." });
        await api.StepAsync();

        (await api.VectorsAsync(post.Id)).ShouldBe(1);
        (await api.Superuser.ScalarAsync<string>(Vector, post.Id)).ShouldNotBe(before);
    }

    [Fact]
    public async Task A_late_worker_does_not_end_what_was_queued_after_its_claim()
    {
        var author = await api.SignedInAsync();
        await api.EmbedAsync();
        var post = await author.PublishedAsync("First");
        var store = new ScopedEmbeddings(api.Services);
        var late = (await store.ClaimAsync()).Single(c => c.PostId == post.Id);
        var second = await SentPost.ReadAsync(
            await author.PatchPostAsync(post.Id, post.ETag, new { title = "Second" }), System.Net.HttpStatusCode.OK);
        await api.StepAsync();
        await author.PatchPostAsync(post.Id, second.ETag, new { title = "Third" });

        await store.SaveAsync(new EmbeddedPost(late, [UnitVector.Of([1f])!]));
        await api.StepAsync();

        (await api.Superuser.ScalarAsync<string>(Vector, post.Id))!.ShouldNotStartWith("[1,0,0");
        (await api.Superuser.ScalarAsync<long>("SELECT count(*) FROM app.embedding_queue WHERE post_id = $1", post.Id)).ShouldBe(0);
    }

    [Fact]
    public async Task What_is_no_longer_public_loses_its_vectors_at_once_and_gets_them_back()
    {
        var author = await api.SignedInAsync();
        await api.EmbedAsync();
        var post = await author.PublishedAsync("Seen");
        await api.StepAsync();
        (await api.VectorsAsync(post.Id)).ShouldBe(1);

        (await author.PostAsync($"/api/v1/posts/{post.Id}/archive", null)).EnsureSuccessStatusCode();
        (await api.VectorsAsync(post.Id)).ShouldBe(0);

        (await author.PostAsync($"/api/v1/posts/{post.Id}/publish", null)).EnsureSuccessStatusCode();
        await api.StepAsync();
        (await api.VectorsAsync(post.Id)).ShouldBe(1);

        (await author.DeleteAsync($"/api/v1/posts/{post.Id}")).EnsureSuccessStatusCode();
        (await api.VectorsAsync(post.Id)).ShouldBe(0);
    }

    [Fact]
    public async Task A_like_or_a_tag_queues_nothing()
    {
        var author = await api.SignedInAsync();
        await api.EmbedAsync();
        var post = await author.PublishedAsync("Quiet");
        await api.StepAsync();

        await author.PatchPostAsync(post.Id, post.ETag, """{"tags":["new"]}""");
        (await (await api.SignedInAsync()).PutAsync($"/api/v1/posts/{post.Id}/like", null)).EnsureSuccessStatusCode();

        (await api.Superuser.ScalarAsync<long>("SELECT count(*) FROM app.embedding_queue WHERE post_id = $1", post.Id)).ShouldBe(0);
    }

    [Fact]
    public async Task A_post_that_is_edited_while_it_is_embedded_is_embedded_again()
    {
        var author = await api.SignedInAsync();
        await api.EmbedAsync();
        var post = await author.PublishedAsync("First");
        var store = new ScopedEmbeddings(api.Services);
        var claimed = (await store.ClaimAsync()).Single(c => c.PostId == post.Id);

        await author.PatchPostAsync(post.Id, post.ETag, new { title = "Second" });
        await store.SaveAsync(new EmbeddedPost(claimed, [UnitVector.Of([1f])!]));
        (await api.VectorsAsync(post.Id)).ShouldBe(0);
        await api.StepAsync();

        (await api.VectorsAsync(post.Id)).ShouldBe(1);
        (await api.Superuser.ScalarAsync<string>(Vector, post.Id))!.ShouldNotStartWith("[1,0,0");
    }

    [Fact]
    public async Task Two_workers_do_not_take_the_same_post()
    {
        var author = await api.SignedInAsync();
        await api.EmbedAsync();
        await author.PublishedAsync("One");
        await author.PublishedAsync("Two");
        var store = new ScopedEmbeddings(api.Services);

        var claims = await Task.WhenAll(store.ClaimAsync(), store.ClaimAsync(), store.ClaimAsync());

        var posts = claims.SelectMany(c => c).Select(c => c.PostId).ToList();
        posts.ShouldBeUnique();
        posts.Count.ShouldBe(2);
        await store.ReleaseAsync([.. claims.SelectMany(c => c)]);
        await api.StepAsync();
        (await CountAsync(
            "SELECT count(*) FROM app.embedding_queue AS q JOIN app.posts AS p ON p.id = q.post_id WHERE p.author_id = $1", author))
            .ShouldBe(2, "what failed waits before it comes again");
        await api.WaitedAsync();
        await api.StepAsync();
        (await CountAsync(
            "SELECT count(*) FROM app.embedding_queue AS q JOIN app.posts AS p ON p.id = q.post_id WHERE p.author_id = $1", author))
            .ShouldBe(0);
    }

    [Fact]
    public async Task Admins_see_how_far_it_is()
    {
        var author = await api.SignedInAsync();
        await api.EmbedAsync();
        await author.PublishedAsync("Waiting");
        var admin = await api.SignedInAsync(Domain.Users.UserRole.Admin);

        var status = await admin.GetFromJsonAsync<System.Text.Json.JsonElement>("/api/v1/embeddings");

        status.GetProperty("model").GetString().ShouldBe("builtin/ngrams-1");
        status.GetProperty("waiting").GetInt64().ShouldBeGreaterThanOrEqualTo(1);
        await api.StepAsync();
        (await admin.GetFromJsonAsync<System.Text.Json.JsonElement>("/api/v1/embeddings")).GetProperty("waiting").GetInt64().ShouldBe(0);
    }

    private Task<long> CountAsync(string sql, TestClient author) => api.Superuser.ScalarAsync<long>(sql, author.UserId);
}
