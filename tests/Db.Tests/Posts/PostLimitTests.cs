using System.Globalization;
using System.Text;
using Agora.Db.Tests.Database;
using Agora.Domain.Posts;
using Agora.Testing;
using Npgsql;

namespace Agora.Db.Tests.Posts;

/// <summary>What the code allows the database allows, and no more.</summary>
public sealed class PostLimitTests(SchemaFixture schema) : IClassFixture<SchemaFixture>, IAsyncLifetime
{
    private Guid author;

    private NpgsqlDataSource Superuser => schema.Database.Superuser;

    public async Task InitializeAsync() => author = await Superuser.ScalarAsync<Guid>(
        "INSERT INTO app.users (username) VALUES ($1) RETURNING id", $"u{Guid.NewGuid():N}"[..20]);

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Lengths_agree()
    {
        static string Of(int length) => string.Concat(Enumerable.Repeat("😀", length));

        await AddAsync(title: Of(PostRules.TitleMax));
        await RefusedAsync("posts_title_check", title: Of(PostRules.TitleMax + 1));
        await AddAsync(body: Of(PostRules.BodyMax));
        await RefusedAsync("posts_body_check", body: Of(PostRules.BodyMax + 1));
        await AddAsync(tags: [Of(TagName.MaxLength)]);
        await RefusedAsync("posts_tags_check", tags: [Of(TagName.MaxLength + 1)]);
        await AddAsync(tags: [.. Enumerable.Range(0, PostRules.TagsMax).Select(i => $"t{i}")]);
        await RefusedAsync("posts_tags_check", tags: [.. Enumerable.Range(0, PostRules.TagsMax + 1).Select(i => $"t{i}")]);
        (await Superuser.ScalarAsync<int>("SELECT max(char_length(excerpt)) FROM app.posts")).ShouldBe(PostRules.ExcerptMax);
    }

    [Fact]
    public async Task Languages_are_those_of_the_server()
    {
        var server = await Superuser.ScalarAsync<string[]>(
            "SELECT array_agg(cfgname::text) FROM pg_ts_config WHERE cfgnamespace = 'pg_catalog'::regnamespace");

        PostRules.Languages.ShouldBe(server!, ignoreOrder: true);
        foreach (var language in PostRules.Languages)
        {
            await AddAsync(language: language);
        }

        // The trigger that reads the text meets it before the constraint does.
        (await Should.ThrowAsync<PostgresException>(() => AddAsync(language: "klingon"))).SqlState.ShouldBe(
            PostgresErrorCodes.UndefinedObject);
        await RefusedAsync("posts_language_check", language: "pg_catalog.english");
    }

    [Theory]
    [InlineData("Upper")]
    [InlineData("two words")]
    [InlineData("tab\t")]
    [InlineData("a/b")]
    [InlineData("a,b")]
    [InlineData("")]
    [InlineData("cafe\u0301")]
    [InlineData(null)]
    public async Task Tags_that_are_not_normal_are_refused(string? tag) => await RefusedAsync("posts_tags_check", tags: [tag!]);

    [Fact]
    public async Task Every_tag_that_the_code_makes_is_stored_as_it_is()
    {
        var random = new Random(17);
        var tags = new HashSet<string>(StringComparer.Ordinal);
        while (tags.Count < 5000)
        {
            var text = new StringBuilder();
            for (var i = random.Next(1, 8); i > 0; i--)
            {
                var rune = random.Next(4) switch
                {
                    0 => random.Next(0x20, 0x7f),
                    1 => random.Next(0xa0, 0x600),
                    2 => random.Next(0x600, 0xd800),
                    _ => random.Next(0x10000, 0x1f000),
                };
                text.Append(new Rune(rune).ToString());
            }

            if (TagName.Normalize(text.ToString())?.Value is { } tag)
            {
                tags.Add(tag);
            }
        }

        // Only the composed form is left to the database.
        var composed = await Superuser.ScalarAsync<string[]>(
            "SELECT array_agg(t) FROM unnest($1::text[]) AS t WHERE t IS NFKC NORMALIZED", [tags.ToArray()]);
        composed!.Length.ShouldBeGreaterThan(1000);
        foreach (var few in composed.Chunk(PostRules.TagsMax))
        {
            await AddAsync(tags: few);
        }
    }

    [Fact]
    public async Task States_that_contradict_themselves_are_refused()
    {
        await RefusedAsync(
            "posts_status_published_at_check", "INSERT INTO app.posts (author_id, title, body, status) VALUES ($1, 't', 'b', 'published')");
        await RefusedAsync("posts_status_check", "INSERT INTO app.posts (author_id, title, body, status) VALUES ($1, 't', 'b', 'secret')");
        await RefusedAsync(
            "posts_deleted_at_deleted_by_check", "INSERT INTO app.posts (author_id, title, body, deleted_at) VALUES ($1, 't', 'b', now())");
        await RefusedAsync(
            "posts_published_at_check",
            "INSERT INTO app.posts (author_id, title, body, published_at) VALUES ($1, 't', 'b', '294276-01-01Z')");
        await RefusedAsync("posts_metadata_check", "INSERT INTO app.posts (author_id, title, body, metadata) VALUES ($1, 't', 'b', '[]')");
    }

    [Fact]
    public async Task The_longest_body_of_any_characters_fits_the_index()
    {
        static string Letter(int i) => new Rune(0x20000 + (i % 40000)).ToString();

        var hyphenated = string.Concat(Enumerable.Range(0, 33_333).Select(i => Letter(i) + Letter(i * 7) + (i % 40 == 0 ? " " : "-")));
        var addresses = string.Concat(Enumerable.Range(0, 8_000).Select(i => string.Create(CultureInfo.InvariantCulture, $"h{i}.de/{i} ")));
        var spaceless = string.Concat(Enumerable.Range(0, 100_000).Select(Letter));

        foreach (var body in new[] { hyphenated, addresses, spaceless })
        {
            await AddAsync(body: string.Concat(body.EnumerateRunes().Take(PostRules.BodyMax).Select(r => r.ToString())));
        }
    }

    private Task<int> AddAsync(string title = "t", string body = "b", string language = "english", string[]? tags = null) =>
        Superuser.ExecuteAsync(
        "INSERT INTO app.posts (author_id, title, body, language, tags) VALUES ($1, $2, $3, $4, $5)", author, title, body, language, tags
            ?? []);

    private async Task RefusedAsync(
        string constraint, string title = "t", string body = "b", string language = "english", string[]? tags = null) =>
        (await Should.ThrowAsync<PostgresException>(() => AddAsync(title, body, language, tags))).ConstraintName.ShouldBe(constraint);

    private async Task RefusedAsync(string constraint, string sql) =>
        (await Should.ThrowAsync<PostgresException>(() => Superuser.ExecuteAsync(sql, author))).ConstraintName.ShouldBe(constraint);
}
