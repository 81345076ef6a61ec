using Agora.Migrations.Connections;
using Agora.Testing;

namespace Agora.Api.Tests.Cli;

public sealed class CheckAggregatesTests : IAsyncLifetime
{
    private ApiDatabase? database;

    private ApiDatabase Database => database ?? throw new InvalidOperationException("Not initialised.");

    public async Task InitializeAsync() => database = await ApiDatabase.CreateAsync();

    public async Task DisposeAsync() => await Database.DisposeAsync();

    [Fact]
    public async Task Finds_and_repairs_aggregates_that_differ_from_a_recount()
    {
        await Database.Superuser.ExecuteAsync("""
            INSERT INTO app.users (id, username) VALUES ('00000000-0000-4000-8000-00000000000a', 'summed');
            INSERT INTO app.posts (author_id, title, body, status, published_at, created_at, tags)
            SELECT '00000000-0000-4000-8000-00000000000a', 't', 'b', 'published', now(), now() - n * interval '3 days', ARRAY['a' || n % 3]
                   FROM generate_series(1, 50) AS n;
            INSERT INTO app.comments (post_id, author_id, body) SELECT p.id, p.author_id, 'x' FROM app.posts AS p;
            SELECT app.fold_rollups(1000);
            """);

        var (right, untouched, errors) = await RunAsync();
        await Database.Superuser.ExecuteAsync("""
            UPDATE app.post_days SET comments = comments + 1 WHERE post_id = (SELECT min(post_id::text)::uuid FROM app.post_days);
            UPDATE app.day_tags SET posts = posts + 1 WHERE (day, tag) = (SELECT day, tag FROM app.day_tags ORDER BY day, tag LIMIT 1);
            DELETE FROM app.span_posts WHERE days = 64;
            """);
        var (wrong, corrupted, _) = await RunAsync();
        var (repaired, output, failure) = await RunAsync("--repair");

        right.ShouldBe(0, errors + untouched);
        untouched.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .ShouldAllBe(line => line.StartsWith("right ", StringComparison.Ordinal));
        wrong.ShouldBe(1);
        corrupted.ShouldContain("1 wrong     comments of a post by day");
        corrupted.ShouldContain("1 wrong     tags by day");
        corrupted.ShouldMatch("[1-9] wrong +posts by spans of days");
        repaired.ShouldBe(0, failure + output);
    }

    [Fact]
    public async Task The_former_name_still_works_and_says_the_new_one()
    {
        var (exit, output, errors) = await RunVerbAsync("sums");

        exit.ShouldBe(0, errors + output);
        errors.ShouldContain("agora db sums is now agora db check-aggregates.");
    }

    private Task<(int Exit, string Output, string Errors)> RunAsync(params string[] words) => RunVerbAsync("check-aggregates", words);

    private Task<(int Exit, string Output, string Errors)> RunVerbAsync(string verb, params string[] words) => AgoraProcess.RunAsync(
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["DATABASE_URL"] = DatabaseLogin.From(Database.Access.Runtime).Url,
            ["DATABASE_MIGRATOR_URL"] = DatabaseLogin.From(Database.Access.Migrator!).Url,
            ["SECRET_KEY"] = Convert.ToBase64String(new byte[32]),
        },
        "",
        ["db", verb, .. words]);
}
