using System.Text.RegularExpressions;
using Agora.Api.Tests.Posts;
using Agora.Api.Tests.Webhooks;
using Agora.Testing;

namespace Agora.Api.Tests.Metrics;

/// <summary>Runs alone, and not beside the host of <see cref="MetricsCollection"/>: hosts of one process share their gauges.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class MonitoringCollection
{
    public const string Name = "Monitoring";
}

/// <summary>The alerts and the dashboard of <c>build/monitoring</c>.</summary>
[Collection(MonitoringCollection.Name)]
public sealed partial class MonitoringTests
{
    /// <summary>A server without standbys and slots has no value for them.</summary>
    private static readonly string[] OfStandbys =
        ["agora_database_replication_lag_bytes", "agora_database_wal_retained_bytes", "agora_database_slots_remaining_bytes"];

    private static readonly string Folder = Path.Combine(Generated.Folder, "build", "monitoring");

    private static string Rules => File.ReadAllText(Path.Combine(Folder, "alerts.yml"));

    private static List<string> Alerts => [.. Alert().Matches(Rules).Select(match => match.Groups["name"].Value)];

    [Fact]
    [Trait("Category", "Generated")]
    public void The_dashboard_is_current() => Generated.ShouldBeCurrent("build/monitoring/dashboards/agora.json", Dashboard.Json());

    [Fact]
    public async Task A_host_serves_every_metric_that_a_panel_or_an_alert_names()
    {
        var api = new BusyFixture();
        await using var receiver = await Receiver.StartAsync();
        try
        {
            await api.InitializeAsync();
            var ann = await api.SignedInAsync();
            await WebhookFixture.SubscribeAsync(ann, receiver, ["*"]);
            await ann.PublishedAsync();
            await ann.GetAsync("/api/v1/posts");
            var named = Names(Dashboard.Json()).Concat(Names(Rules)).Except(OfStandbys, StringComparer.Ordinal).ToList();
            named.Count.ShouldBeGreaterThan(25);

            // Jobs and deliveries take their time.
            var missing = named;
            for (var i = 0; i < 300 && missing.Count > 0; i++)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
                missing = [.. named.Except((await api.ScrapeAsync()).Samples.Select(sample => sample.Name), StringComparer.Ordinal)];
            }

            missing.ShouldBeEmpty();
        }
        finally
        {
            await api.DisposeAsync();
        }
    }

    [Fact]
    public void Every_alert_has_a_severity_a_summary_and_a_runbook_that_exists()
    {
        var headings = Heading().Matches(File.ReadAllText(Path.Combine(Folder, "README.md")))
            .Select(match => match.Groups["name"].Value.ToLowerInvariant()).ToList();

        foreach (var rule in Rules.Split("- alert: ").Skip(1))
        {
            rule.ShouldMatch("severity: (warning|critical)\n");
            rule.ShouldMatch("summary: \".+\"\n");
            headings.ShouldContain(Runbook().Match(rule).Groups["anchor"].Value, rule);
        }
    }

    [Fact]
    public void Every_alert_is_provoked_by_a_test_and_quiet_in_another()
    {
        var tests = File.ReadAllText(Path.Combine(Folder, "alerts.test.yml"));

        Alerts.ShouldBeUnique();
        foreach (var alert in Alerts)
        {
            tests.ShouldMatch($"alertname: {alert}\n +exp_alerts:\n +- exp_labels:");
            tests.ShouldContain($"alertname: {alert}\n        exp_alerts: []");
        }
    }

    [Fact]
    public async Task Promtool_passes_the_rules_and_their_tests()
    {
        if (!Promtool.IsInstalled)
        {
            return;
        }

        (await Promtool.RunAsync(["check", "rules", Path.Combine(Folder, "alerts.yml")])).Exit.ShouldBe(0);
        var (exit, output) = await Promtool.RunAsync(["test", "rules", Path.Combine(Folder, "alerts.test.yml")]);
        exit.ShouldBe(0, output);
    }

    private static IEnumerable<string> Names(string text) => Metric().Matches(text).Select(match => match.Value);

    [GeneratedRegex("^ +- alert: (?<name>[A-Za-z]+)$", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex Alert();

    [GeneratedRegex("^### (?<name>[A-Za-z]+)$", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex Heading();

    [GeneratedRegex("runbook: build/monitoring/README\\.md#(?<anchor>[a-z]+)\n", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Runbook();

    [GeneratedRegex(@"\b(app|http|db|system|agora|dotnet|kestrel)_[a-z0-9_]+\b", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Metric();

    private sealed class BusyFixture : MetricsFixture
    {
        protected override IReadOnlyList<string> Settings =>
        [
            "--Metrics:Port=0", "--Jobs:Workers=1", "--Jobs:PollSeconds=1", "--Webhooks:AllowPrivateAddresses=true",
            "--Webhooks:HttpHosts=127.0.0.1", "--Webhooks:Ports=", "--Monitoring:SampleSeconds=1",
        ];

        private protected override async Task<ApiDatabase> CreateDatabaseAsync()
        {
            var database = await base.CreateDatabaseAsync();
            await database.Superuser.ExecuteAsync("""
                INSERT INTO app.backup_reports (id, activity, backup, backup_at, started_at, finished_at, bytes, steps)
                VALUES (gen_random_uuid(), 'backup', '20260101-000000F', now(), now(), now(), 1, '[]')
                """);
            return database;
        }
    }
}
