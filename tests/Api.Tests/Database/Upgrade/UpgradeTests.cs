using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Agora.Api.Tests.Cli;
using Agora.Migrations.Connections;
using Agora.Testing;
using Npgsql;

namespace Agora.Api.Tests.Database.Upgrade;

[Collection(UpgradeCollection.Name)]
public sealed class UpgradeTests(UpgradeFixture server)
{
    private const string Leftovers = """
        SELECT (SELECT count(*) FROM pg_replication_slots) + (SELECT count(*) FROM pg_publication)
             + (SELECT count(*) FROM pg_subscription) + (SELECT count(*) FROM pg_class WHERE relreplident = 'f')
        """;

    private static readonly HttpMessageHandler Connections = new SocketsHttpHandler();

    [Fact]
    public async Task Writers_move_to_the_new_server_and_back_and_nothing_that_was_confirmed_is_lost()
    {
        var (ann, bob) = (await server.SignedInAsync(), await server.SignedInAsync());
        var (post, written) = (await PublishAsync(ann), new Written());
        using var onOld = Connect(ann, server.Address);

        // The copy, a comparison and the switch, each beside writers.
        var writing = new Writers(onOld, post, written);
        await SucceedsAsync("start", "--folder", server.New);
        (await SucceedsAsync("check")).ShouldMatch("^[0-9]+ tables with [0-9]+ rows agree");
        (await SucceedsAsync("status")).ShouldSatisfyAllConditions(
            text => text.ShouldMatch("old +leads"), text => text.ShouldMatch("new +follows"), text => text.ShouldContain("log reserved"));
        await RefusesAsync("finish", "only follows");
        await RefusesMigrationsAsync();
        await FindsADifferenceAsync(bob.UserId);
        (await SucceedsAsync("switch")).ShouldContain($"AGORA_DATA={server.New}");
        await writing.EndAsync();

        written.Ids.Count.ShouldBeGreaterThan(0);
        await using var fresh = server.OpenNew();
        (await MissingAsync(fresh, written)).ShouldBe(0);
        (await onOld.PostAsJsonAsync("/api/v1/posts", new { title = "Too late", body = "Body" })).StatusCode
            .ShouldBe(HttpStatusCode.ServiceUnavailable);
        server.Superuser.Clear();
        (await fresh.ScalarAsync<bool>(
            "SELECT (SELECT last_value FROM app.event_log_id_seq) >= (SELECT max(id) FROM app.event_log)")).ShouldBeTrue();
        (await SucceedsAsync("check")).ShouldContain("rows agree");

        // On the new server, and back with what was written there.
        server.Port = UpgradeFixture.PortOf(server.New);
        await using (var host = await server.StartHostAsync())
        {
            using var onNew = Connect(ann, new Uri(host.Urls.First()));
            var before = written.Ids.Count;
            writing = new Writers(onNew, post, written);
            await writing.UntilAsync(before + 10);
            await RefusesAsync("abort", "Go back first");
            (await SucceedsAsync("back")).ShouldContain($"AGORA_DATA={server.Old}");
            await writing.EndAsync();
            await host.StopAsync();
        }

        server.Superuser.Clear();
        (await MissingAsync(server.Superuser, written)).ShouldBe(0);
        (await SucceedsAsync("check")).ShouldContain("rows agree");
        var served = await onOld.PostAsJsonAsync("/api/v1/posts", new { title = "Back", body = "Body" });
        served.StatusCode.ShouldBe(HttpStatusCode.Created, await served.Content.ReadAsStringAsync());

        // The new server for good: what is left of the old one is not served.
        await SucceedsAsync("switch");
        await SucceedsAsync("finish");
        server.RunsNew.ShouldBeFalse();
        await using (await server.StartNewAsync())
        {
            await using var next = server.OpenNew();
            (await next.ScalarAsync<long>(Leftovers)).ShouldBe(0);
        }

        server.Superuser.Clear();
        var refused = await server.RunAsync("migrate", "up");
        refused.ShouldSatisfyAllConditions(run => run.Exit.ShouldBe(2), run => run.Errors.ShouldContain($"is served from {server.New}"));
        await server.ForgetAsync();
    }

    [Fact]
    public async Task What_is_broken_off_leaves_nothing()
    {
        // The copy waits for this transaction.
        await using var open = await server.Superuser.OpenConnectionAsync();
        await using var transaction = await open.BeginTransactionAsync();
        await using (var write = new NpgsqlCommand("SELECT pg_current_xact_id()", open))
        {
            await write.ExecuteScalarAsync();
        }

        using (var killed = await StartedAsync())
        {
            killed.Kill();
            await killed.WaitForExitAsync();
        }

        (await server.Superuser.ScalarAsync<long>(Leftovers)).ShouldBeGreaterThan(0);
        await RefusesAsync("start", "is under way", "--folder", server.In("other"));
        await SucceedsAsync("abort");
        (await server.Superuser.ScalarAsync<long>(Leftovers)).ShouldBe(0);
        Directory.Exists(server.New).ShouldBeFalse();

        using (var stopped = await StartedAsync())
        {
            var errors = stopped.StandardError.ReadToEndAsync();
            using var signal = Process.Start("kill", ["-s", "INT", stopped.Id.ToString(CultureInfo.InvariantCulture)]);
            await stopped.WaitForExitAsync();
            stopped.ExitCode.ShouldBe(1);
            (await errors).ShouldContain("Removing what was begun");
        }

        (await server.Superuser.ScalarAsync<long>(Leftovers)).ShouldBe(0);
        Directory.Exists(server.New).ShouldBeFalse();
    }

    [Fact]
    public async Task What_cannot_be_is_refused_before_anything_is_changed()
    {
        await RefusesAsync("status", "Begin one");
        await RefusesAsync("start", "is not empty", "--folder", server.Old);
        await RefusesAsync("start", "has no postgres", "--folder", server.New, "--bin", "/");
        var large = await server.Superuser.ScalarAsync<uint>("SELECT lo_create(0)");
        await RefusesAsync("start", "1 large objects", "--folder", server.New);
        await server.Superuser.ExecuteAsync($"SELECT lo_unlink({large})");

        Directory.Exists(server.New).ShouldBeFalse();
        (await server.Superuser.ScalarAsync<long>(Leftovers)).ShouldBe(0);
    }

    private async Task<string> SucceedsAsync(params string[] words)
    {
        var run = await server.UpgradeAsync(words);
        run.Exit.ShouldBe(0, $"{words[0]}: {run.Output}\n{run.Errors}");
        return run.Output;
    }

    private async Task RefusesAsync(string verb, string reason, params string[] words)
    {
        var run = await server.UpgradeAsync([verb, .. words]);
        run.ShouldSatisfyAllConditions(
            refused => refused.Exit.ShouldBe(2, refused.Output + refused.Errors),
            refused => refused.Errors.ShouldContain(reason),
            refused => refused.Errors.ShouldNotContain("   at "));
    }

    private async Task RefusesMigrationsAsync()
    {
        // By its login: without, the command would give the roles the passwords that are kept beside the data.
        var login = DatabaseLogin.From(server.Access.Migrator!).Url;
        var down = await server.RunAsync("migrate", "down", "--steps", "1", "--yes-i-lose-data", "--database", login);
        down.ShouldSatisfyAllConditions(
            run => run.Exit.ShouldBe(9),
            run => (run.Output + run.Errors).ShouldContain("gets no changes of the schema"),
            run => (run.Output + run.Errors).ShouldContain("agora cluster upgrade status"));
    }

    private async Task FindsADifferenceAsync(Guid user)
    {
        const string change = "SET session_replication_role = replica; UPDATE app.users SET full_name = {0} WHERE id = '{1}'";

        await using var fresh = server.OpenNew();
        await fresh.ExecuteAsync(string.Format(CultureInfo.InvariantCulture, change, "'Other'", user));
        var check = await server.UpgradeAsync("check");
        check.ShouldSatisfyAllConditions(
            run => run.Exit.ShouldBe(1), run => run.Output.ShouldMatch("The table app.users has its [0-9]+ rows, and not their values."));
        await fresh.ExecuteAsync(string.Format(CultureInfo.InvariantCulture, change, "NULL", user));
    }

    /// <summary>The command, once it has begun to copy.</summary>
    private async Task<Process> StartedAsync()
    {
        var process = AgoraProcess.Start(server.Environment(), "cluster", "upgrade", "start", "--folder", server.New);
        while (await process.StandardError.ReadLineAsync() is { } line)
        {
            if (line.StartsWith("Copying all rows", StringComparison.Ordinal))
            {
                while (await server.Superuser.ScalarAsync<long>("SELECT count(*) FROM pg_replication_slots") == 0)
                {
                    await Task.Yield();
                }

                return process;
            }
        }

        throw new InvalidOperationException("The command ended before it copied.");
    }

    private static async Task<string> PublishAsync(HttpClient client)
    {
        var created = await client.PostAsJsonAsync("/api/v1/posts", new { title = "First", body = "Body" });
        var post = created.Headers.Location!.ToString();
        (await client.PostAsync($"{post}/publish", content: null)).EnsureSuccessStatusCode();
        return post;
    }

    private static HttpClient Connect(TestClient person, Uri address)
    {
        var client = new HttpClient(Connections, disposeHandler: false) { BaseAddress = address };
        client.DefaultRequestHeaders.Authorization = person.DefaultRequestHeaders.Authorization;
        return client;
    }

    /// <summary>How many of the confirmed posts and comments the server does not have.</summary>
    private static async Task<long> MissingAsync(NpgsqlDataSource source, Written written) => await source.ScalarAsync<long>(
        """
        SELECT count(*) FROM unnest($1::uuid[]) AS w (id)
        WHERE NOT EXISTS (SELECT FROM app.posts AS p WHERE p.id = w.id) AND NOT EXISTS (SELECT FROM app.comments AS c WHERE c.id = w.id)
        """,
        written.Ids.ToArray());

    private sealed class Written
    {
        public ConcurrentBag<Guid> Ids { get; } = [];
    }

    /// <summary>Two clients that write one after the other, posts and comments, and note what was confirmed.</summary>
    private sealed class Writers
    {
        private readonly Written written;
        private readonly Task running;
        private volatile bool ended;

        public Writers(HttpClient client, string post, Written written)
        {
            this.written = written;
            running = Task.WhenAll(
                WriteAsync(client, "/api/v1/posts", new { title = "Title", body = "Body" }),
                WriteAsync(client, $"{post}/comments", new { body = "Comment" }));
        }

        public async Task UntilAsync(int count)
        {
            while (written.Ids.Count < count && !running.IsCompleted)
            {
                await Task.Yield();
            }
        }

        public Task EndAsync()
        {
            ended = true;
            return running;
        }

        private async Task WriteAsync(HttpClient client, string address, object body)
        {
            while (!ended)
            {
                using var response = await client.PostAsJsonAsync(address, body);
                if (response.StatusCode == HttpStatusCode.Created)
                {
                    var made = await response.Content.ReadFromJsonAsync<JsonElement>();
                    written.Ids.Add(made.GetProperty("id").GetGuid());
                }
            }
        }
    }
}
