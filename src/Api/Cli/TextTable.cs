using System.Text.Json.Nodes;

namespace Agora.Api.Cli;

/// <summary>Rows as aligned text: two spaces between columns, the last one as long as it is.</summary>
internal static class TextTable
{
    public static string Cell(JsonNode? value) => value switch
    {
        null => "-",
        JsonValue scalar when scalar.TryGetValue<string>(out var text) => text,
        JsonValue scalar when scalar.TryGetValue<DateTime>(out var time) => $"{time:u}",
        _ => value.ToJsonString(),
    };

    public static void Write(IEnumerable<string[]> rows)
    {
        var lines = rows.ToList();
        var widths = Enumerable.Range(0, lines[0].Length).Select(column => lines.Max(line => line[column].Length)).ToArray();
        foreach (var line in lines)
        {
            Console.WriteLine(string.Join("  ", line.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
        }
    }
}
