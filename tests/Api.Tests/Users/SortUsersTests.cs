using System.Net;
using Agora.Api.Tests.Posts;
using Agora.Testing;

namespace Agora.Api.Tests.Users;

public sealed class SortUsersTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Theory]
    [InlineData("-createdAt", "created_at DESC, id DESC")]
    [InlineData("createdAt", "created_at, id")]
    [InlineData("username", "lower(username)")]
    public async Task Pages_follow_each_other_in_the_order_asked_for(string sort, string order)
    {
        var ann = await api.SignedInAsync();
        await ArrangeAsync();

        var listed = (await ann.WalkAsync($"/api/v1/users?sort={sort}&limit=7")).Ids();

        listed.ShouldBe(
            await api.Superuser.ScalarAsync<Guid[]>($"SELECT array_agg(id ORDER BY {order}) FROM app.users WHERE deleted_at IS NULL"));
    }

    [Theory]
    [InlineData("-createdAt")]
    [InlineData("createdAt")]
    [InlineData("username")]
    public async Task Every_user_is_listed_once_while_others_join(string sort)
    {
        var ann = await api.SignedInAsync();
        await ArrangeAsync();
        var before = (await ann.WalkAsync($"/api/v1/users?sort={sort}&limit=100")).Ids();

        var listed = (await ann.WalkAsync($"/api/v1/users?sort={sort}&limit=7", _ => api.SignedInAsync())).Ids();

        listed.ShouldBeUnique();
        listed.Where(before.Contains).ShouldBe(before);
    }

    [Fact]
    public async Task A_cursor_is_valid_in_its_own_order_only()
    {
        var ann = await api.SignedInAsync();
        await ArrangeAsync();
        string[] sorts = ["-createdAt", "createdAt", "username"];

        foreach (var sort in sorts)
        {
            var cursor = (await ann.PageAsync($"/api/v1/users?sort={sort}&limit=1")).GetProperty("next").GetString();
            foreach (var other in sorts.Where(s => s != sort))
            {
                await Problem.AssertAsync(
                    await ann.GetAsync(
                        $"/api/v1/users?sort={other}&limit=1&cursor={cursor}"), HttpStatusCode.BadRequest, "page.cursor_invalid");
            }
        }

        var newest = (await ann.PageAsync("/api/v1/users?limit=1")).GetProperty("next").GetString();
        (await ann.PageAsync($"/api/v1/users?limit=1&sort=-createdAt&cursor={newest}")).Items().Length.ShouldBe(1);
    }

    [Theory]
    [InlineData("sort=lastLoginAt", "sort", "Must be one of: -createdAt, createdAt, username.")]
    [InlineData("sort=Username", "sort", "Must be one of: -createdAt, createdAt, username.")]
    [InlineData("sort=username,id", "sort", "Must be one of: -createdAt, createdAt, username.")]
    [InlineData("q=ann&sort=username", "sort", "Must be left out of a search, which brings the best match first.")]
    [InlineData("q=ann&count=estimated", "count", "Must be none or exact for a search, of which there are no statistics.")]
    public async Task Says_which_orders_there_are(string query, string field, string refusal)
    {
        var response = await (await api.SignedInAsync()).GetAsync($"/api/v1/users?{query}");

        (await Problem.AssertAsync(response, HttpStatusCode.BadRequest, "validation.failed")).Errors(field).ShouldBe([refusal]);
    }

    [Fact]
    public async Task Skips_in_the_order_asked_for()
    {
        var ann = await api.SignedInAsync();
        await ArrangeAsync();
        var all = (await ann.PageAsync("/api/v1/users?sort=username&limit=50")).Items().Ids();

        (await ann.PageAsync("/api/v1/users?sort=username&limit=3&skip=5")).Items().Ids().ShouldBe(all[5..8]);
        (await ann.PageAsync("/api/v1/users?sort=username&skip=10000")).Items().ShouldBeEmpty();
    }

    /// <summary>People who joined at few instants, some of whom have left.</summary>
    private async Task ArrangeAsync() => await api.Superuser.ExecuteAsync(
        """
        INSERT INTO app.users (username, created_at, deleted_at)
        SELECT (ARRAY['a', 'Z', 'm'])[1 + n % 3] || substr(md5(random()::text), 1, 12),
               timestamptz '2026-01-01Z' + n % 5 * interval '1 day', CASE WHEN n % 10 = 3 THEN now() END
        FROM generate_series(1, 40) AS n
        """);
}
