using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Agora.Api.Tests.Metrics;

/// <param name="Unit">As Grafana names it.</param>
/// <param name="Queries">PromQL, and the legend.</param>
internal sealed record Panel(string Title, string Unit, params (string Query, string Legend)[] Queries);

/// <summary>The dashboard of Agora in Grafana.</summary>
internal static class Dashboard
{
    private const int Columns = 24, Width = 8, Height = 8;

    private const string Percent = "percent", Share = "percentunit", Rate = "reqps", Seconds = "s", Plain = "short", Bytes = "bytes";

    private static readonly JsonSerializerOptions Format = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static IReadOnlyList<(string Title, IReadOnlyList<Panel> Panels)> Rows { get; } =
    [
        ("Requests",
        [
            new("Requests by status", Rate, ("sum by (status) (rate(http_requests_total{S}[$__rate_interval]))", "{{status}}")),
            new(
                "Failed requests",
                Share,
                (
                    "sum(rate(http_requests_total{S,status=~\"5..\"}[$__rate_interval]))"
                    + " / sum(rate(http_requests_total{S}[$__rate_interval]))",
                    "5xx")),
            new(
                "Duration",
                Seconds,
                (Quantile("0.5", "http_request_duration_seconds"), "median"),
                (Quantile("0.95", "http_request_duration_seconds"), "95 %"),
                (Quantile("0.99", "http_request_duration_seconds"), "99 %")),
            new(
                "Busiest endpoints",
                Rate,
                ("topk(10, sum by (endpoint) (rate(http_requests_total{S}[$__rate_interval])))", "{{endpoint}}")),
            new(
                "Slowest endpoints, 95 %",
                Seconds,
                ("topk(10, " + Quantile("0.95", "http_request_duration_seconds", "endpoint") + ")", "{{endpoint}}")),
            new(
                "Response cache",
                Rate,
                ("sum by (outcome) (rate(agora_response_cache_requests_total{S}[$__rate_interval]))", "{{outcome}}")),
            new("Requests in progress", Plain, ("sum by (instance) (http_server_active_requests{S})", "{{instance}}")),
            new("Connections of clients", Plain, ("sum by (instance) (kestrel_active_connections{S})", "{{instance}}")),
            new("Ready", Plain, ("agora_ready{S}", "{{instance}}"), ("app_info{S}", "{{instance}} {{version}}")),
        ]),
        ("Database",
        [
            new(
                "Connections",
                Plain,
                ("db_pool_used{S}", "{{instance}} used"),
                ("db_connection_pool_size{S}", "{{instance}} open"),
                ("db_pool_size{S}", "{{instance}} at most")),
            new(
                "Queue",
                Plain,
                ("agora_db_queue_length{S}", "{{instance}} waiting"),
                ("rate(agora_db_queue_refused_total{S}[$__rate_interval])", "{{instance}} refused per second")),
            new("Statements by type", Rate, ("sum by (query_type) (rate(db_queries_total{S}[$__rate_interval]))", "{{query_type}}")),
            new(
                "Time by table",
                Plain,
                (
                    "topk(10, sum by (query_type, table) (rate(db_query_duration_seconds_sum{S}[$__rate_interval])))",
                    "{{query_type}} {{table}}")),
            new(
                "Slowest statements, 95 %",
                Seconds,
                ("topk(10, " + Quantile("0.95", "db_query_duration_seconds", "query_type, table") + ")", "{{query_type}} {{table}}")),
            new("Pending migrations", Plain, ("max(agora_migrations_pending{S})", "pending")),
        ]),
        ("Database server",
        [
            new("Server answers", Plain, ("agora_database_up{S}", "{{instance}}")),
            new(
                "Sessions",
                Plain,
                ("max(agora_database_connections{S})", "connections"),
                ("max(agora_database_connections_limit{S})", "limit"),
                ("max(agora_database_sessions_blocked{S})", "blocked"),
                ("max(agora_database_sessions_idle_in_transaction{S})", "idle in transaction")),
            new("Oldest transaction", Seconds, ("max(agora_database_transaction_oldest_seconds{S})", "oldest")),
            new(
                "Transactions",
                Rate,
                ("max(rate(agora_database_commits_total{S}[$__rate_interval]))", "committed"),
                ("max(rate(agora_database_rollbacks_total{S}[$__rate_interval]))", "rolled back"),
                ("max(rate(agora_database_deadlocks_total{S}[$__rate_interval]))", "deadlocks")),
            new(
                "Write-ahead log",
                Bytes,
                ("max(rate(agora_database_wal_written_bytes_total{S}[$__rate_interval]))", "written per second")),
            new("Size", Bytes, ("max(agora_database_size_bytes{S})", "database")),
            new("Transaction ids", Percent, ("max(agora_database_identifiers_used_percent{S})", "used")),
            new(
                "Age of the backups",
                Seconds,
                ("min(agora_backup_age_seconds{S})", "newest"),
                ("min(agora_backup_proven_age_seconds{S})", "proven")),
        ]),
        ("Jobs and webhooks",
        [
            new("Jobs", Plain, ("max by (kind, state) (agora_jobs{S,state=~\"queued|running|failed\"})", "{{kind}} {{state}}")),
            new("Oldest due job", Seconds, ("max by (kind) (agora_job_oldest_due_seconds{S})", "{{kind}}")),
            new(
                "Attempts",
                Rate,
                ("sum by (kind, outcome) (rate(agora_job_duration_seconds_count{S}[$__rate_interval]))", "{{kind}} {{outcome}}")),
            new(
                "Use cases, 95 %",
                Seconds,
                ("topk(10, " + Quantile("0.95", "agora_use_case_duration_seconds", "use_case") + ")", "{{use_case}}")),
            new(
                "Webhook deliveries",
                Rate,
                ("sum by (outcome) (rate(agora_webhook_deliveries_total{S}[$__rate_interval]))", "{{outcome}}")),
            new("Delay of webhooks, 95 %", Seconds, (Quantile("0.95", "agora_webhook_delay_seconds"), "95 %")),
        ]),
        ("Machine and process",
        [
            new(
                "Machine",
                Percent,
                ("system_cpu_percent{S}", "{{instance}} CPU"),
                ("system_memory_percent{S}", "{{instance}} memory"),
                ("system_disk_usage_percent{S}", "{{instance}} disk")),
            new(
                "CPU of the process",
                Share,
                ("sum by (instance) (rate(dotnet_process_cpu_time_seconds_total{S}[$__rate_interval]))", "{{instance}}")),
            new("Memory of the process", Bytes, ("dotnet_process_memory_working_set_bytes{S}", "{{instance}}")),
            new("Allocations", "Bps", ("rate(dotnet_gc_heap_total_allocated_bytes_total{S}[$__rate_interval])", "{{instance}}")),
            new(
                "Pauses of the garbage collection",
                Share,
                ("rate(dotnet_gc_pause_time_seconds_total{S}[$__rate_interval])", "{{instance}}")),
        ]),
    ];

    public static string Json()
    {
        var panels = new JsonArray();
        var y = 0;
        foreach (var (title, row) in Rows)
        {
            panels.Add(new JsonObject
            {
                ["id"] = panels.Count + 1,
                ["type"] = "row",
                ["title"] = title,
                ["gridPos"] = Position(Columns, 1, 0, y++),
                ["panels"] = new JsonArray(),
            });
            foreach (var (index, panel) in row.Index())
            {
                var at = Position(Width, Height, index * Width % Columns, y + (index * Width / Columns * Height));
                panels.Add(Graph(panels.Count + 1, panel, at));
            }

            y += ((row.Count * Width) + Columns - 1) / Columns * Height;
        }

        var board = new JsonObject
        {
            ["uid"] = "agora",
            ["title"] = "Agora",
            ["tags"] = new JsonArray("agora"),
            ["schemaVersion"] = 39,
            ["refresh"] = "30s",
            ["time"] = new JsonObject { ["from"] = "now-6h", ["to"] = "now" },
            ["templating"] = new JsonObject { ["list"] = new JsonArray(DataSource(), Instance()) },
            ["panels"] = panels,
        };
        return board.ToJsonString(Format) + "\n";
    }

    private static string Quantile(string share, string histogram, string? by = null) =>
        $"histogram_quantile({share}, sum by (le{(by is null ? "" : ", " + by)}) (rate({histogram}_bucket{{S}}[$__rate_interval])))";

    private static JsonObject Graph(int id, Panel panel, JsonObject position) => new()
    {
        ["id"] = id,
        ["type"] = "timeseries",
        ["title"] = panel.Title,
        ["gridPos"] = position,
        ["datasource"] = Source(),
        ["fieldConfig"] = new JsonObject
        {
            ["defaults"] = new JsonObject { ["unit"] = panel.Unit, ["min"] = 0 },
            ["overrides"] = new JsonArray(),
        },
        ["targets"] = new JsonArray([.. panel.Queries.Index().Select(query => (JsonNode)new JsonObject
        {
            ["refId"] = ((char)('A' + query.Index)).ToString(),
            ["expr"] = query.Item.Query.Replace("{S", "{job=\"agora\",instance=~\"$instance\"", StringComparison.Ordinal),
            ["legendFormat"] = query.Item.Legend,
        })]),
    };

    private static JsonObject Position(int width, int height, int x, int y) =>
        new() { ["w"] = width, ["h"] = height, ["x"] = x, ["y"] = y };

    private static JsonObject Source() => new() { ["type"] = "prometheus", ["uid"] = "${datasource}" };

    private static JsonObject DataSource() => new() { ["name"] = "datasource", ["type"] = "datasource", ["query"] = "prometheus" };

    private static JsonObject Instance() => new()
    {
        ["name"] = "instance",
        ["type"] = "query",
        ["datasource"] = Source(),
        ["query"] = "label_values(app_info{job=\"agora\"}, instance)",
        ["includeAll"] = true,
        ["multi"] = true,
        ["current"] = new JsonObject { ["text"] = "All", ["value"] = "$__all" },
        ["refresh"] = 2,
    };
}
