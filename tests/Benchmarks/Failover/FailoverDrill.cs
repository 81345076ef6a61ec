using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Agora.Testing;
using Npgsql;

namespace Agora.Benchmarks.Failover;

/// <summary>
/// What replicas promise. First reads through one server of what another has just written: each must be seen. Then the primary is killed
/// under 32 writers, its standby promoted, and the former primary rejoins, again and again (<c>AGORA_BENCH_ROUNDS</c>, 20): with a standby
/// that commits wait for, no confirmed write may be lost; without, the drill says how many were.
/// </summary>
internal static class FailoverDrill
{
    private const int Writers = 32, Checks = 10_000, Readers = 16;

    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(2), Pause = TimeSpan.FromMilliseconds(20);

    public static async Task RunAsync()
    {
        var rounds = int.Parse(Environment.GetEnvironmentVariable("AGORA_BENCH_ROUNDS") ?? "20", CultureInfo.InvariantCulture);
        await WithAsync(isSynchronous: true, async fixture =>
        {
            await ReadOwnWritesAsync(fixture);
            await FailOverAsync(fixture, rounds, "synchronous");
        });
        await WithAsync(isSynchronous: false, fixture => FailOverAsync(fixture, Math.Max(1, rounds / 4), "asynchronous"));
    }

    private static async Task WithAsync(bool isSynchronous, Func<DrillFixture, Task> drill)
    {
        var fixture = new DrillFixture(isSynchronous);
        await fixture.InitializeAsync();
        try
        {
            await drill(fixture);
        }
        finally
        {
            await fixture.DisposeAsync();
        }
    }

    private static async Task ReadOwnWritesAsync(DrillFixture fixture)
    {
        await using var other = await fixture.StartHostAsync();
        using var connections = new SocketsHttpHandler();
        var people = await PeopleAsync(fixture, Readers);
        int left = Checks, wrong = 0;
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(people.Select(async person =>
        {
            using var writer = Client(connections, fixture.Address, person);
            using var reader = Client(connections, new Uri(other.Urls.First()), person);
            while (Interlocked.Decrement(ref left) >= 0)
            {
                var title = $"{Guid.CreateVersion7():N}";
                var post = await writer.PostAsJsonAsync("/api/v1/posts", new { title, body = "Body" });
                post.EnsureSuccessStatusCode();
                using var read = await reader.GetAsync(post.Headers.Location);
                if (read.StatusCode != HttpStatusCode.OK
                    || (await read.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("title").GetString() != title)
                {
                    Interlocked.Increment(ref wrong);
                }
            }
        }));
        var elapsed = Stopwatch.GetElapsedTime(started);
        await using var standby = NpgsqlDataSource.Create(await fixture.Pair.AdminOfAsync(StandbyPair.Standby, fixture.Database));
        var served = await standby.ScalarAsync<long>(
            """
            SELECT coalesce(sum(calls), 0)::bigint FROM pg_stat_statements
            WHERE query LIKE '%wait_for_replay%' AND query NOT LIKE '%calls%'
            """);
        Print($"{Checks} reads of what another server had just written: {wrong} contradictions, {served} answered by the standby, "
            + $"{elapsed.TotalSeconds:F0} s");
        await other.StopAsync();
    }

    private static async Task FailOverAsync(DrillFixture fixture, int rounds, string kind)
    {
        using var connections = new SocketsHttpHandler();
        var people = await PeopleAsync(fixture, Writers);
        var confirmed = new ConcurrentQueue<(string Title, long At)>();
        using var end = new CancellationTokenSource();
        var writing = people.Select(person => WriteAsync(connections, fixture.Address, person, confirmed, end.Token)).ToArray();
        var (primary, standby) = (StandbyPair.Main, StandbyPair.Standby);
        var (lost, promotions, gaps) = (0, new List<TimeSpan>(), new List<TimeSpan>());
        for (var round = 0; round < rounds; round++)
        {
            await Task.Delay(Calm, TimeProvider.System);
            await fixture.Pair.KillAsync(primary);
            var killed = Stopwatch.GetTimestamp();
            var before = confirmed.Select(write => write.Title).ToArray();
            await fixture.Pair.Changes.PromoteAsync(standby, switchover: false, CancellationToken.None);
            var promoted = Stopwatch.GetTimestamp();
            promotions.Add(Stopwatch.GetElapsedTime(killed, promoted));
            while (confirmed.LastOrDefault().At < promoted)
            {
                await Task.Delay(Pause, TimeProvider.System);
            }

            gaps.Add(Stopwatch.GetElapsedTime(promoted, confirmed.First(write => write.At >= promoted).At));
            lost += before.Length - await StoredAsync(fixture, standby, before);
            await fixture.Pair.Changes.RejoinAsync(primary, CancellationToken.None);
            (primary, standby) = (standby, primary);
        }

        await end.CancelAsync();
        await Task.WhenAll(writing);
        var all = confirmed.Select(write => write.Title).ToArray();
        var missing = all.Length - await StoredAsync(fixture, primary, all);
        Print($"{rounds} failovers, {kind}: {all.Length} confirmed writes, {missing} lost ({lost} seen right after); promoted after "
            + $"{promotions.Max().TotalSeconds:F1} s at most, written again {gaps.Average(gap => gap.TotalSeconds):F2} s after that, "
            + $"{gaps.Max().TotalSeconds:F2} s at most; "
            + $"{fixture.Pair.Said.Count(line => line.Contains("copied anew", StringComparison.Ordinal))} copied anew");
        foreach (var line in fixture.Pair.Said.Where(line => line.Contains("copied anew", StringComparison.Ordinal)))
        {
            Console.WriteLine(line);
        }

        // What drops the database at the end goes to the server that took changes first.
        if (primary != StandbyPair.Main)
        {
            await fixture.Pair.Changes.PromoteAsync(StandbyPair.Main, switchover: true, CancellationToken.None);
        }

        fixture.Superuser.Clear();
    }

    private static async Task WriteAsync(
        HttpMessageHandler connections,
        Uri address,
        TestClient person,
        ConcurrentQueue<(string Title, long At)> confirmed,
        CancellationToken ct)
    {
        using var client = Client(connections, address, person);
        while (!ct.IsCancellationRequested)
        {
            var title = $"{Guid.CreateVersion7():N}";
            using var response = await client.PostAsJsonAsync("/api/v1/posts", new { title, body = "Body" }, CancellationToken.None);
            if (response.StatusCode == HttpStatusCode.Created)
            {
                confirmed.Enqueue((title, Stopwatch.GetTimestamp()));
            }
            else
            {
                await Task.Delay(Pause, TimeProvider.System, CancellationToken.None);
            }
        }
    }

    private static async Task<int> StoredAsync(DrillFixture fixture, string server, string[] titles)
    {
        await using var source = NpgsqlDataSource.Create(await fixture.Pair.AdminOfAsync(server, fixture.Database));
        return (int)await source.ScalarAsync<long>("SELECT count(*) FROM app.posts WHERE title = ANY ($1)", [titles]);
    }

    private static async Task<List<TestClient>> PeopleAsync(DrillFixture fixture, int count)
    {
        var people = new List<TestClient>();
        for (var n = 0; n < count; n++)
        {
            people.Add(await fixture.SignedInAsync());
        }

        return people;
    }

    private static HttpClient Client(HttpMessageHandler connections, Uri address, TestClient person)
    {
        var client = new HttpClient(connections, disposeHandler: false) { BaseAddress = address };
        client.DefaultRequestHeaders.Authorization = person.DefaultRequestHeaders.Authorization;
        return client;
    }



    private static void Print(string line) => Console.WriteLine(line);
}
