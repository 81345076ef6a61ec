using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Agora.Infrastructure.Database;
using Agora.Infrastructure.Database.Embedded;
using Agora.Infrastructure.Database.Embedded.Replication;
using Agora.Testing;

namespace Agora.Api.Tests.Database.Standbys;

[Collection(StandbyCollection.Name)]
public sealed class StandbyTests(StandbyFixture api)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task A_standby_answers_reads_and_shows_what_was_written_just_before()
    {
        var ann = await api.SignedInAsync();
        var (before, byPrimary) = (await api.ReadsOnAsync(StandbyPair.Standby), await api.ReadsOnAsync(StandbyPair.Main));

        for (var n = 0; n < 20; n++)
        {
            (await ReadAsync(ann, await WriteAsync(ann, $"Title {n}"))).ShouldBe($"Title {n}");
        }

        (await api.ReadsOnAsync(StandbyPair.Standby) - before).ShouldBeGreaterThanOrEqualTo(20);
        (await api.ReadsOnAsync(StandbyPair.Main)).ShouldBe(byPrimary);
    }

    [Fact]
    public async Task What_is_cached_is_read_from_the_primary()
    {
        using var reader = api.Anonymous();
        var before = await api.ReadsOnAsync(StandbyPair.Standby);

        (await reader.GetAsync("/api/v1/posts?limit=3")).StatusCode.ShouldBe(HttpStatusCode.OK);

        (await api.ReadsOnAsync(StandbyPair.Standby)).ShouldBe(before);
    }

    [Fact]
    public async Task A_standby_that_stops_replaying_is_passed_over_until_it_has_caught_up()
    {
        var ann = await api.SignedInAsync();
        await using var standby = await api.OpenAsync(StandbyPair.Standby);
        await standby.ExecuteAsync("SELECT pg_wal_replay_pause()");
        await UntilAsync(async () => await standby.ScalarAsync<string>("SELECT pg_get_wal_replay_pause_state()") == "paused");
        try
        {
            var before = await api.ReadsOnAsync(StandbyPair.Standby);
            (await ReadAsync(ann, await WriteAsync(ann, "While paused"))).ShouldBe("While paused");
            (await api.ReadsOnAsync(StandbyPair.Standby)).ShouldBe(before);
        }
        finally
        {
            await standby.ExecuteAsync("SELECT pg_wal_replay_resume()");
        }

        await AnswersAsync(ann, await WriteAsync(ann, "Resumed"));
    }

    [Fact]
    public async Task While_the_standby_is_down_the_primary_answers_reads_and_then_the_standby_again()
    {
        var ann = await api.SignedInAsync();
        var post = await WriteAsync(ann, "Without a standby");
        await api.Pair.StopAsync(StandbyPair.Standby);

        (await ReadAsync(ann, post)).ShouldBe("Without a standby");

        await api.Pair.Changes.RejoinAsync(StandbyPair.Standby, CancellationToken.None);
        await AnswersAsync(ann, post);
    }

    [Fact]
    public async Task When_the_primary_fails_reads_continue_and_so_do_writes_after_a_promotion_without_a_restart()
    {
        var said = api.Pair.Said.Count;
        var ann = await api.SignedInAsync();
        var post = await WriteAsync(ann, "Confirmed");
        (await ann.PostAsync($"{post}/publish", content: null)).EnsureSuccessStatusCode();
        await api.Pair.KillAsync(StandbyPair.Main);

        using var reader = api.Anonymous();
        (await ReadAsync(reader, post)).ShouldBe("Confirmed");
        (await reader.GetAsync("/api/v1/posts?limit=1")).StatusCode.ShouldBe(HttpStatusCode.OK);
        var refused = await ann.PostAsJsonAsync("/api/v1/posts", new { title = "Too soon", body = "Body" });
        await Problem.AssertAsync(refused, HttpStatusCode.ServiceUnavailable, "database.unavailable");
        refused.Headers.RetryAfter.ShouldNotBeNull();

        await api.Pair.Changes.PromoteAsync(StandbyPair.Standby, switchover: false, CancellationToken.None);
        await UntilAsync(async () =>
            (await ann.PostAsJsonAsync("/api/v1/posts", new { title = "After it", body = "Body" })).StatusCode == HttpStatusCode.Created);
        (await ReadAsync(ann, post)).ShouldBe("Confirmed");
        (await RefusalAsync(() => api.Pair.Changes.PromoteAsync(StandbyPair.Main, switchover: false, CancellationToken.None)))
            .ShouldContain("fenced");

        // Back to where it began, in good order, although the new primary needs that log no more.
        await OutrunAsync(StandbyPair.Standby);
        await api.Pair.Changes.RejoinAsync(StandbyPair.Main, CancellationToken.None);
        await ReturnAsync(ann, post);
        CopiedSince(said).ShouldBeEmpty();
        var members = await api.Pair.Changes.StatusAsync(CancellationToken.None);
        members.Select(member => (member.Name, member.Role)).ShouldBe(
            [(StandbyPair.Main, MemberRole.Primary), (StandbyPair.Standby, MemberRole.Standby)]);
        members[1].Replication.ShouldNotBeNull().ShouldStartWith("streaming, quorum");
    }

    [Fact]
    public async Task A_server_whose_log_the_primary_has_removed_is_copied_anew()
    {
        var said = api.Pair.Said.Count;
        var ann = await api.SignedInAsync();
        var post = await WriteAsync(ann, "While one is away");
        await api.Pair.StopAsync(StandbyPair.Standby);
        await LimitSlotsAsync(StandbyPair.Main, "1MB");
        await OutrunAsync(StandbyPair.Main);
        await LimitSlotsAsync(StandbyPair.Main, "-1");
        await api.Pair.Changes.RejoinAsync(StandbyPair.Standby, CancellationToken.None);
        await AnswersAsync(ann, post);

        await api.Pair.Changes.PromoteAsync(StandbyPair.Standby, switchover: true, CancellationToken.None);
        await using (var admin = await api.OpenAsync(StandbyPair.Standby))
        {
            await admin.ExecuteAsync($"SELECT pg_drop_replication_slot('standby_{StandbyPair.Main}')");
        }

        await OutrunAsync(StandbyPair.Standby);
        await api.Pair.Changes.RejoinAsync(StandbyPair.Main, CancellationToken.None);

        CopiedSince(said).ShouldBe([StandbyPair.Standby, StandbyPair.Main]);
        await ReturnAsync(ann, post);
    }

    [Fact]
    public async Task A_primary_that_answers_is_not_replaced()
    {
        (await RefusalAsync(() => api.Pair.Changes.PromoteAsync(StandbyPair.Standby, switchover: false, CancellationToken.None)))
            .ShouldContain("still answers");
        (await RefusalAsync(() => api.Pair.Changes.AddAsync("another", CancellationToken.None))).ShouldContain("Stop it first");
        (await RefusalAsync(() => api.Pair.Changes.RemoveAsync(StandbyPair.Main, CancellationToken.None))).ShouldContain("not be removed");
        (await api.Pair.Changes.StatusAsync(CancellationToken.None)).Select(member => member.Role)
            .ShouldBe([MemberRole.Primary, MemberRole.Standby]);
    }

    [Fact]
    public async Task A_copy_of_another_database_is_refused_and_left_as_it_is()
    {
        var options = api.Pair.Options with { DataDirectory = $"{api.Pair.Root}-standby-foreign" };
        await (await EmbeddedCluster.StartAsync(
            api.Pair.Installation, options, new Progress<string>(), TimeProvider.System, CancellationToken.None)).DisposeAsync();
        var signal = Path.Combine(options.DataDirectory, "data", "standby.signal");
        await File.WriteAllTextAsync(signal, "");
        try
        {
            (await RefusalAsync(() => api.Pair.Changes.PromoteAsync("foreign", switchover: true, CancellationToken.None)))
                .ShouldContain("system identifier");
            (await RefusalAsync(() => api.Pair.Changes.RejoinAsync("foreign", CancellationToken.None))).ShouldContain("system identifier");
            File.Exists(signal).ShouldBeTrue();
        }
        finally
        {
            await api.Pair.Changes.RemoveAsync("foreign", CancellationToken.None);
        }

        Directory.Exists(options.DataDirectory).ShouldBeFalse();
    }

    /// <summary>Makes the first server the primary again, in good order, until the host has found it.</summary>
    private async Task ReturnAsync(HttpClient client, string post)
    {
        await api.Pair.Changes.PromoteAsync(StandbyPair.Main, switchover: true, CancellationToken.None);
        await api.Pair.Changes.RejoinAsync(StandbyPair.Standby, CancellationToken.None);
        await UntilAsync(async () =>
            (await client.PostAsJsonAsync("/api/v1/posts", new { title = "Back", body = "Body" })).StatusCode == HttpStatusCode.Created);
        await AnswersAsync(client, post);
        api.Superuser.Clear();
    }

    /// <summary>The servers that were copied anew since the commands had reported so many lines.</summary>
    private IEnumerable<string> CopiedSince(int said) => api.Pair.Said.Skip(said)
        .Where(line => line.Contains("copied anew", StringComparison.Ordinal)).Select(line => line.Split(' ')[0]);

    /// <summary>Lets a server write log, and remove what it need not keep.</summary>
    private async Task OutrunAsync(string server)
    {
        await using var admin = await api.OpenAsync(server);
        for (var n = 0; n < 4; n++)
        {
            await admin.ExecuteAsync("SELECT pg_switch_wal()");
            await admin.ExecuteAsync("CHECKPOINT");
        }
    }

    private async Task LimitSlotsAsync(string server, string limit)
    {
        await using var admin = await api.OpenAsync(server);
        await admin.ExecuteAsync($"ALTER SYSTEM SET max_slot_wal_keep_size = '{limit}'");
        await admin.ExecuteAsync("SELECT pg_reload_conf()");
    }

    private static async Task<string> WriteAsync(HttpClient client, string title)
    {
        var response = await client.PostAsJsonAsync("/api/v1/posts", new { title, body = "Body" });
        response.StatusCode.ShouldBe(HttpStatusCode.Created, await response.Content.ReadAsStringAsync());
        return response.Headers.Location.ShouldNotBeNull().OriginalString;
    }

    private static async Task<string?> ReadAsync(HttpClient client, string post)
    {
        var response = await client.GetAsync(post);
        var body = await response.Content.ReadAsStringAsync();
        response.StatusCode.ShouldBe(HttpStatusCode.OK, body);
        return JsonDocument.Parse(body).RootElement.GetProperty("title").GetString();
    }

    private static async Task<string> RefusalAsync(Func<Task> change) =>
        (await Should.ThrowAsync<InvalidConfigurationException>(change)).Message;

    private async Task AnswersAsync(HttpClient client, string post)
    {
        var before = await api.ReadsOnAsync(StandbyPair.Standby);
        await UntilAsync(async () =>
        {
            await ReadAsync(client, post);
            return await api.ReadsOnAsync(StandbyPair.Standby) > before;
        });
    }

    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (!await holds())
        {
            TimeProvider.System.GetElapsedTime(start).ShouldBeLessThan(Limit);
            await Task.Yield();
        }
    }
}
