using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Agora.Benchmarks.Http.Load;
using Agora.Benchmarks.Http.Scenarios;

namespace Agora.Benchmarks.Http.Reports;

/// <summary>A whole run, as <c>http.json</c> and <c>http.md</c>.</summary>
/// <param name="ReadySeconds">From the start of Agora until it was ready.</param>
/// <param name="ResidentMegabytes">Of Agora after all scenarios.</param>
internal sealed record RunReport(
    string Commit,
    int Cores,
    double Scale,
    int Rounds,
    int Seconds,
    int Connections,
    double ReadySeconds,
    double ResidentMegabytes,
    IReadOnlyList<ScenarioResult> Results,
    IReadOnlyList<JudgedScenario> Bars)
{
    public const double ReadyLimit = 1.5, MemoryLimit = 256;

    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        // A round without an answer has no time of a request.
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    /// <summary>Whether a request failed, or none was answered.</summary>
    public bool HasErrors => Results
        .SelectMany(r => new[] { r.Agora, r.Bare, r.Plain })
        .Any(figures => figures is { Errors: > 0 } or { Rate: 0 });

    /// <summary>The commit of the checkout, with a mark where it was changed.</summary>
    public static async Task<string> CommitAsync(CancellationToken ct) =>
        (await Tool.RunAsync("git", ["describe", "--always", "--dirty", "--abbrev=10"], ct: ct)).Trim();

    public async Task WriteAsync(string folder, CancellationToken ct)
    {
        Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(Path.Combine(folder, "http.json"), JsonSerializer.Serialize(this, Json), ct);
        await File.WriteAllTextAsync(Path.Combine(folder, "http.md"), MarkdownReport.Of(this), ct);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Written: {folder}/http.md, {folder}/http.json"));
    }
}

internal sealed record JudgedScenario(string Name, IReadOnlyList<BarResult> Bars);
