using Agora.Application.Imports;
using Agora.Application.Posts.Import;
using Agora.Testing;
using Npgsql;
using static Agora.Api.Tests.Posts.Import.Importing;

namespace Agora.Api.Tests.Posts.Import;

public sealed class PostImportTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task Two_imports_of_one_file_at_once_store_it_once()
    {
        var authors = Enumerable.Range(0, 7).Select(_ => NewAuthor()).ToArray();
        object[] file = [.. Enumerable.Range(0, 200).Select(i => NewPost(authors[i % authors.Length]))];

        var outcomes = await Task.WhenAll(
            Enumerable.Range(0, 4).Select(_ => Task.Run(() => api.ImportAsync(file, batch: 20))));

        outcomes.Sum(o => o.Counts.Created).ShouldBe(200);
        outcomes.Sum(o => o.Counts.Skipped).ShouldBe(600);
        outcomes.ShouldAllBe(o => o.Report.IsComplete && o.Counts.Failed == 0);
    }

    [Fact]
    public async Task A_cancelled_import_leaves_whole_batches()
    {
        var author = NewAuthor();
        object[] file = [.. Enumerable.Range(0, 100).Select(_ => NewPost(author))];
        using var stop = new CancellationTokenSource();

        var outcome = await api.ImportAsync(file, batch: 10, counts => { if (counts.Lines == 30) { stop.Cancel(); } }, ct: stop.Token);

        outcome.Report.Cancelled.ShouldBeTrue();
        outcome.Report.IsComplete.ShouldBeFalse();
        outcome.Counts.ShouldBe(new ImportCounts(30, 30, 0, 0, 0));
        (await StoredAsync(author)).ShouldBe(30);

        var rest = await api.ImportAsync(file, batch: 10);
        rest.Counts.ShouldBe(new ImportCounts(100, 70, 0, 30, 0));
    }

    [Theory]
    [InlineData("SELECT pg_advisory_xact_lock(hashtext('app.posts.import'))")]
    [InlineData("LOCK TABLE app.users IN SHARE MODE")]
    [InlineData("LOCK TABLE app.posts IN SHARE MODE")]
    public async Task A_cancellation_within_a_batch_leaves_no_part_of_it(string obstacle)
    {
        var authors = Enumerable.Range(0, 3).Select(_ => NewAuthor()).ToArray();
        object[] file = [.. authors.SelectMany(a => Enumerable.Range(0, 10).Select(_ => NewPost(a)))];
        using var stop = new CancellationTokenSource();
        await using var blocker = await api.Superuser.OpenConnectionAsync();
        await using var obstruction = await blocker.BeginTransactionAsync();

        var running = api.ImportAsync(file, batch: 10, counts =>
        {
            if (counts.Lines == 20)
            {
                Run(blocker, obstacle);
            }
        }, ct: stop.Token);
        await WaitingAsync(running);
        await stop.CancelAsync();
        var outcome = await running;
        await obstruction.RollbackAsync();

        outcome.Report.Cancelled.ShouldBeTrue();
        outcome.Counts.Created.ShouldBe(20);
        (await StoredAsync(authors[0]) + await StoredAsync(authors[1])).ShouldBe(20);
        (await api.Superuser.ScalarAsync<long>("SELECT count(*) FROM app.users WHERE email = $1", MailOf(authors[2]))).ShouldBe(0);
        (await WaitersAsync("SELECT count(*)")).ShouldBe(0);
    }

    [Fact]
    public async Task A_database_that_goes_away_ends_it_with_what_was_stored()
    {
        var author = NewAuthor();
        object[] file = [.. Enumerable.Range(0, 40).Select(_ => NewPost(author))];
        await using var blocker = await api.Superuser.OpenConnectionAsync();
        await using var obstruction = await blocker.BeginTransactionAsync();

        var running = api.ImportAsync(file, batch: 10, counts =>
        {
            if (counts.Lines == 20)
            {
                Run(blocker, "LOCK TABLE app.posts IN SHARE MODE");
            }
        });
        await WaitingAsync(running);
        await WaitersAsync("SELECT count(pg_terminate_backend(a.pid))");
        var outcome = await running;
        await obstruction.RollbackAsync();

        outcome.Report.Stopped.ShouldNotBeNull().Code.ShouldBe("database.unavailable");
        outcome.Report.Cancelled.ShouldBeFalse();
        outcome.Counts.Created.ShouldBe(20);
        (await StoredAsync(author)).ShouldBe(20);
    }

    // Files made of few authors, titles and bodies, so that new, changed, equal, deleted and refused lines all occur.
    [Fact]
    public async Task A_dry_run_foretells_what_the_import_then_does()
    {
        var random = new Random(20261121);
        var member = await api.SignedInAsync();
        object[] authors = [NewAuthor(), NewAuthor(), "Ada", new { username = member.Username, email = "other@example.org" }];
        var titles = Enumerable.Range(0, 6).Select(_ => NewPost().title).ToArray();
        string[] bodies = ["Body", "\"quoted\", {braced}, \\ and \t", "漢 😀"];
        string[][] tags = [[], ["a"], ["a", "b-c"], ["null"]];
        T One<T>(T[] of) => of[random.Next(of.Length)];

        for (var round = 0; round < 30; round++)
        {
            object[] file =
            [
                .. Enumerable.Range(0, 20).Select(_ => new Post(One(authors), One(titles), One(bodies))
                {
                    tags = One(tags),
                    status = One(["draft", "published"]),
                    publishedAt = One(["2026-03-01T09:30:00Z", null]),
                    language = One(["english", "german", "klingon"]),
                }),
            ];

            var foretold = await api.ImportAsync(file, batch: 20, dryRun: true);
            var done = await api.ImportAsync(file, batch: 20);

            foretold.Counts.ShouldBe(done.Counts, $"round {round}");
            foretold.Rejected.ShouldBe(done.Rejected);
            await api.Superuser.ExecuteAsync(
                "UPDATE app.posts SET deleted_at = now(), deleted_by = 'staff' WHERE title = $1 AND deleted_at IS NULL", One(titles));
            await api.Superuser.ExecuteAsync("DELETE FROM app.posts WHERE title = $1", One(titles));
        }
    }

    [Fact]
    public async Task A_dry_run_stores_nothing()
    {
        var post = NewPost();

        var outcome = await api.ImportAsync([post], batch: 1, dryRun: true);

        outcome.Counts.Created.ShouldBe(1);
        (await api.CountAsync(post.title)).ShouldBe(0);
        (await StoredAsync((string)post.author)).ShouldBe(0);
    }

    [Fact]
    public async Task A_failure_of_the_reader_is_reported_and_earlier_lines_stay()
    {
        var author = NewAuthor();

        var outcome = await api.ImportAsync(Broken(), batch: 2);

        outcome.Report.Stopped.ShouldNotBeNull().Code.ShouldBe("import.unreadable");
        (await StoredAsync(author)).ShouldBe(2);

        async IAsyncEnumerable<ImportLine<RawPost>> Broken()
        {
            for (var i = 1; i <= 3; i++)
            {
                await Task.Yield();
                yield return ImportLine<RawPost>.Read(
                    i, new RawPost(new RawAuthor(author, null, null, null), $"Title {i}", "Body", null, null, null, null));
            }

            throw new IOException("the disk is gone");
        }
    }

    private Task<long> StoredAsync(string author) => api.Superuser.ScalarAsync<long>(
        "SELECT count(*) FROM app.posts AS p JOIN app.users AS u ON u.id = p.author_id WHERE u.email = $1", MailOf(author));

    private static string MailOf(string author) => author.Split('<', '>')[1];

    /// <summary>Until the import waits for a lock; fails when it ended instead.</summary>
    private async Task WaitingAsync(Task running)
    {
        while (await WaitersAsync("SELECT count(*)") == 0)
        {
            running.IsCompleted.ShouldBeFalse();
        }
    }

    private Task<long> WaitersAsync(string select) => api.Superuser.ScalarAsync<long>(
        $"""
        {select}
        FROM pg_stat_activity AS a
        WHERE a.wait_event_type = 'Lock'
          AND a.datname = current_database()
          AND a.usename = 'app_api'
        """);

    private static void Run(NpgsqlConnection connection, string sql)
    {
        using var command = new NpgsqlCommand(sql, connection);
        command.ExecuteNonQuery();
    }
}
