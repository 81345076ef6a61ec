using Agora.Testing;
using static Agora.Api.Tests.Posts.Import.Importing;

namespace Agora.Api.Tests.Posts.Import;

public sealed class ImportAuthorsTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private readonly string token = $"{Guid.NewGuid():N}"[..12];

    [Fact]
    public async Task Finds_a_member_by_the_address_in_any_case()
    {
        var member = await api.SignedInAsync();
        var post = NewPost($"Another Name <{member.Email.ToUpperInvariant()}>");

        await api.ImportAsync(post, NewPost($"<{member.Email}>"));

        (await AuthorAsync(post.title)).ShouldBe(member.UserId);
        (await api.Superuser.ScalarAsync<long>("SELECT count(*) FROM app.posts WHERE author_id = $1", member.UserId)).ShouldBe(2);
        (await api.Superuser.ScalarAsync<string>("SELECT full_name FROM app.users WHERE id = $1", member.UserId)).ShouldBeNull();
    }

    [Fact]
    public async Task Finds_a_member_by_the_username_that_a_line_names()
    {
        var member = await api.SignedInAsync();
        var post = NewPost() with { author = new { username = member.Username.ToUpperInvariant() } };

        await api.ImportAsync(post);

        (await AuthorAsync(post.title)).ShouldBe(member.UserId);
    }

    [Fact]
    public async Task Never_takes_a_mere_name_for_a_member_who_has_it()
    {
        var member = await api.SignedInAsync();
        await api.Superuser.ExecuteAsync("UPDATE app.users SET full_name = username WHERE id = $1", member.UserId);
        var post = NewPost(member.Username);

        await api.ImportAsync(post);

        var author = await AuthorAsync(post.title);
        author.ShouldNotBe(member.UserId);
        (await UsernameAsync(author)).ShouldStartWith($"{member.Username}-");
    }

    [Fact]
    public async Task Knows_a_mere_name_again_in_the_next_file()
    {
        var (first, second) = (NewPost($"Ada {token}"), NewPost($"ADA {token}"));
        await api.ImportAsync(first);
        await api.ImportAsync(second);

        (await AuthorAsync(second.title)).ShouldBe(await AuthorAsync(first.title));
    }

    [Fact]
    public async Task Gives_two_people_of_one_name_two_accounts()
    {
        var (first, second) = (NewPost($"Ada {token} <a{token}@example.org>"), NewPost($"Ada {token} <b{token}@example.org>"));

        var outcome = await api.ImportAsync(first, second);

        outcome.Counts.Created.ShouldBe(2);
        string?[] names = [await UsernameAsync(await AuthorAsync(first.title)), await UsernameAsync(await AuthorAsync(second.title))];
        names.ShouldContain($"ada-{token}");
        names.ShouldContain(n => n != null && n.StartsWith($"ada-{token}-", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Refuses_a_username_that_belongs_to_another_address()
    {
        var member = await api.SignedInAsync();
        var good = NewPost();

        var outcome = await api.ImportAsync(
            NewPost() with { author = new { username = member.Username, email = $"x{token}@example.org" } }, good);

        outcome.Rejected.ShouldHaveSingleItem().Reason.ShouldBe("author: the username belongs to an account with another e-mail address");
        (await api.CountAsync(good.title)).ShouldBe(1);
    }

    [Fact]
    public async Task Does_not_bring_back_an_author_who_left_with_the_same_file()
    {
        var post = NewPost($"<{token}@example.org>");
        await api.ImportAsync(post);
        await api.Superuser.ExecuteAsync("UPDATE app.users SET deleted_at = now() WHERE email = $1", $"{token}@example.org");

        await api.ImportAsync(post);

        (await api.Superuser.ScalarAsync<long>("SELECT count(*) FROM app.users WHERE email = $1", $"{token}@example.org")).ShouldBe(1);
    }

    private Task<Guid> AuthorAsync(string title) =>
        api.Superuser.ScalarAsync<Guid>("SELECT author_id FROM app.posts WHERE title = $1", title);

    private Task<string?> UsernameAsync(Guid userId) =>
        api.Superuser.ScalarAsync<string>("SELECT username FROM app.users WHERE id = $1", userId);
}
