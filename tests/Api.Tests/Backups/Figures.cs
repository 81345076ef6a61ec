using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Agora.Api.Tests.Backups;

internal static class Figures
{
    public static string PositionOf(string file) => (string)JsonNode.Parse(File.ReadAllText(file).Split('\n', 2)[1])!["position"]!;

    /// <summary>Makes the figures of a backup say that a table had one more row.</summary>
    public static async Task AddRowAsync(string file, string table)
    {
        var figures = JsonNode.Parse((await File.ReadAllTextAsync(file)).Split('\n', 2)[1])!;
        var row = figures["tables"]!.AsArray().Single(entry => (string?)entry!["table"] == table)!;
        row["rows"] = (long)row["rows"]! + 1;
        var text = figures.ToJsonString();
        await File.WriteAllTextAsync(file, $"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}\n{text}\n");
    }
}
