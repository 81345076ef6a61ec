using System.Net;
using System.Net.Http.Json;
using Agora.Infrastructure.Database;
using Microsoft.Extensions.DependencyInjection;

namespace Agora.Api.Tests.Metrics;

[Collection(MetricsCollection.Name)]
public sealed class MetricsTests(MetricsFixture api)
{
    [Fact]
    public async Task Serves_the_names_and_labels_that_dashboards_know()
    {
        var ann = await api.SignedInAsync();
        (await ann.GetAsync("/api/v1/users/me")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await ann.PostAsJsonAsync("/api/v1/posts", new { title = "Counted", body = "Once." })).StatusCode.ShouldBe(HttpStatusCode.Created);
        await api.Logs.AwaitAsync(line => line.Message.StartsWith("POST /api/v1/posts 201", StringComparison.Ordinal));

        var scrape = await api.ScrapeAsync();

        Labels("app_info").ShouldBe(["environment", "version"]);
        Labels("http_requests_total").ShouldBe(["endpoint", "method", "status"]);
        Labels("http_request_duration_seconds_count").ShouldBe(["endpoint", "method"]);
        Labels("http_request_duration_seconds_bucket").ShouldBe(["endpoint", "le", "method"]);
        Labels("db_queries_total").ShouldBe(["query_type", "table"]);
        Labels("db_query_duration_seconds_count").ShouldBe(["query_type", "table"]);
        foreach (var plain in new[]
        {
            "db_pool_size", "db_pool_used", "db_connection_pool_size", "system_cpu_percent", "system_memory_percent",
            "system_disk_usage_percent",
        })
        {
            Labels(plain).ShouldBeEmpty();
        }

        var created = scrape.Of("http_requests_total").Single(s => s["method"] == "POST" && s["endpoint"] == "/api/v1/posts/");
        (created["status"], created.Value).ShouldBe(("201", 1));
        scrape.Of("db_queries_total").ShouldContain(s => s["query_type"] == "insert" && s["table"] == "posts" && s.Value >= 1);
        scrape.Of("db_pool_size").Single().Value.ShouldBe(api.Services.GetRequiredService<DatabaseOptions>().PoolSize);
        scrape.Of("db_connection_pool_size").Single().Value.ShouldBeGreaterThan(0);
        foreach (var share in new[] { "system_cpu_percent", "system_memory_percent", "system_disk_usage_percent" })
        {
            scrape.Of(share).Single().Value.ShouldBeInRange(0, 100);
        }

        string[] Labels(string name)
        {
            var samples = scrape.Of(name).ToList();
            samples.ShouldNotBeEmpty(name);
            return [.. samples[0].Labels.Keys.Order(StringComparer.Ordinal)];
        }
    }

    [Fact]
    public async Task No_label_shows_a_login()
    {
        using var client = MetricsFixture.Client(api.Address);
        await client.GetAsync("/health/ready");

        var pools = (await api.ScrapeAsync()).Of("db_client_connections")
            .Select(sample => sample["db_client_connection_pool_name"]).ToList();

        pools.ShouldContain("agora");
        pools.ShouldContain("agora-health");
        pools.Where(pool => pool.Contains("app_api", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Counts_the_connections_that_are_in_use()
    {
        await using var connection = await api.Services.GetRequiredService<Npgsql.NpgsqlDataSource>().OpenConnectionAsync();

        (await api.ScrapeAsync()).Of("db_pool_used").Single().Value.ShouldBeGreaterThanOrEqualTo(1);
    }

    /// <summary>The number of series is bounded by what we know, and not by what callers send.</summary>
    [Fact]
    public async Task A_scan_of_random_addresses_adds_a_few_series()
    {
        const int scanned = 10_000;
        using var client = MetricsFixture.Client(api.Address);
        await ScanAsync(0, 50);
        var before = await api.ScrapeAsync();

        await Parallel.ForAsync(0, 16, async (part, _) => await ScanAsync(part * scanned / 16, scanned / 16));

        var after = await api.ScrapeAsync();
        Unmatched(after).ShouldBeGreaterThanOrEqualTo(scanned);
        // 50 requests of a scan are counted in the same series as 10,000. Series of .NET that begin meanwhile are a handful.
        var added = after.Samples.Select(Key).Except(before.Samples.Select(Key), StringComparer.Ordinal).ToList();
        added.Count.ShouldBeLessThan(
            40, $"{before.Samples.Count} series before, {after.Samples.Count} after: {string.Join(' ', added.Take(50))}");
        after.Samples.ShouldAllBe(sample => sample.Labels.Values.All(value => !value.Contains("scan-", StringComparison.Ordinal)));
        after.Of("http_requests_total").Select(s => s["method"]).Distinct(StringComparer.Ordinal).Count().ShouldBeLessThanOrEqualTo(8);

        async Task ScanAsync(int from, int count)
        {
            for (var i = from; i < from + count; i++)
            {
                var method = (i % 4) switch { 0 => $"SCAN{i}", 1 => "POST", _ => "GET" };
                using var request = new HttpRequestMessage(new HttpMethod(method), $"/scan-{Guid.NewGuid():N}/{i}?q=scan-{i}");
                using var response = await client.SendAsync(request);
                response.StatusCode.ShouldBe(HttpStatusCode.NotFound);
            }
        }

        static double Unmatched(Scrape scrape) =>
            scrape.Of("http_requests_total").Where(s => s["endpoint"] == "unmatched").Sum(s => s.Value);

        static string Key(Sample sample) => $"{sample.Name} {string.Join(',', sample.Labels)}";
    }

    [Fact]
    public async Task The_listener_of_metrics_serves_nothing_else()
    {
        using var metrics = MetricsFixture.Client(api.MetricsAddress);
        using var main = MetricsFixture.Client(api.Address);

        (await metrics.GetAsync("/metrics")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await metrics.GetAsync("/api/v1/posts")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await metrics.GetAsync("/health")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await metrics.PostAsync("/metrics", content: null)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await main.GetAsync("/metrics")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        IPAddress.IsLoopback(IPAddress.Parse(api.MetricsAddress.Host)).ShouldBeTrue();
    }

    [Fact]
    public async Task Promtool_has_no_finding()
    {
        if (!Promtool.IsInstalled)
        {
            return;
        }

        using var client = MetricsFixture.Client(api.Address);
        await client.GetAsync("/api/v1/posts");

        (await Promtool.RunAsync(["check", "metrics"], (await api.ScrapeAsync()).Text)).ShouldBe((0, ""));
    }
}
