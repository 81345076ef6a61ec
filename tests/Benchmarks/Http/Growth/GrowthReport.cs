using System.Globalization;
using System.Text;
using System.Text.Json;
using Agora.Benchmarks.Http.Reports;

namespace Agora.Benchmarks.Http.Growth;

/// <summary>What grows with the rows, from the reports of two runs at different scales: a table and a plot.</summary>
internal static class GrowthReport
{
    /// <param name="small">A <c>http.json</c>.</param>
    /// <param name="large">One of more rows.</param>
    public static async Task<int> WriteAsync(string small, string large, string folder, CancellationToken ct)
    {
        var (few, many) = (await ReadAsync(small, ct), await ReadAsync(large, ct));
        IReadOnlyList<GrowthRow> rows =
        [
            .. few.Results.Join(many.Results, r => r.Name, r => r.Name, (less, more) => new GrowthRow(
                less.Title,
                less.Agora.ServerMilliseconds + less.Agora.PostgresMilliseconds,
                more.Agora.ServerMilliseconds + more.Agora.PostgresMilliseconds,
                less.Plain?.PostgresMilliseconds,
                more.Plain?.PostgresMilliseconds)),
        ];
        Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(Path.Combine(folder, "growth.md"), Table(few, many, rows), ct);
        await File.WriteAllTextAsync(Path.Combine(folder, "growth.svg"), GrowthPlot.Of(rows, few.Scale, many.Scale), ct);
        Console.WriteLine($"Written: {folder}/growth.md, {folder}/growth.svg");
        return 0;
    }

    internal static string Table(RunReport few, RunReport many, IReadOnlyList<GrowthRow> rows)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"# From scale {few.Scale} to scale {many.Scale}");
        text.AppendLine();
        text.AppendLine(
            CultureInfo.InvariantCulture,
            $"""
            Scale 1 is 100,000 users, 200,000 posts and 1,000,000 comments. Processor time of a request in milliseconds: server and PostgreSQL
            for Agora, PostgreSQL for the plain SQL. Commits {few.Commit} and {many.Commit}. Plot: [growth.svg](growth.svg).
            """);
        text.AppendLine();
        text.AppendLine("| request | Agora, few | Agora, many | times | plain SQL, few | plain SQL, many | times |");
        text.AppendLine("|---|---|---|---|---|---|---|");
        foreach (var row in rows)
        {
            var agora = $"{Number(row.Few)} | {Number(row.Many)} | {TextReport.Ratio(row.Many / row.Few)}";
            var plain = $"{Number(row.PlainFew)} | {Number(row.PlainMany)} | {TextReport.Ratio(row.PlainMany / row.PlainFew)}";
            text.AppendLine(CultureInfo.InvariantCulture, $"| {row.Title} | {agora} | {plain} |");
        }

        return text.ToString();

        static string Number(double? value) => value?.ToString("0.000", CultureInfo.InvariantCulture) ?? "-";
    }

    private static async Task<RunReport> ReadAsync(string file, CancellationToken ct)
    {
        await using var stream = File.OpenRead(file);
        return await JsonSerializer.DeserializeAsync<RunReport>(stream, RunReport.Json, ct)
            ?? throw new BenchException($"{file} is empty.");
    }
}

/// <param name="Few">Milliseconds of processor of a request at the smaller scale.</param>
/// <param name="Many">At the larger scale.</param>
/// <param name="PlainFew">Of the plain SQL.</param>
internal sealed record GrowthRow(string Title, double Few, double Many, double? PlainFew, double? PlainMany);
