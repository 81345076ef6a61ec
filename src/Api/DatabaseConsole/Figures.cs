using System.Globalization;
using System.Text.Json.Nodes;
using Agora.Application.Monitoring;

namespace Agora.Api.DatabaseConsole;

/// <summary>Values for people: the end of a name says the unit.</summary>
internal static class Figures
{
    private static readonly string[] Sizes = ["B", "kB", "MB", "GB", "TB", "PB"];

    public static string Text(string name, double value) => name switch
    {
        _ when name.EndsWith("BytesPerSecond", StringComparison.Ordinal) => $"{Bytes(value)}/s",
        _ when name.EndsWith("Bytes", StringComparison.Ordinal) || name == "bytes" => Bytes(value),
        _ when name.EndsWith("Milliseconds", StringComparison.Ordinal) => Seconds(value / 1000),
        _ when name.EndsWith("PerSecond", StringComparison.Ordinal) => $"{Number(value)}/s",
        _ when name.EndsWith("Seconds", StringComparison.Ordinal) => Seconds(value),
        _ when name.EndsWith("Percent", StringComparison.Ordinal) => $"{Number(value)} %",
        _ => Number(value),
    };

    public static Html Cell(ProbeColumn column, JsonNode? value)
    {
        if (value is null)
        {
            return Html.Of($"""<td class="{(column.Type == "number" ? "n" : "")}">–</td>""");
        }

        return column.Type switch
        {
            "number" when double.TryParse(value.ToString(), CultureInfo.InvariantCulture, out var number) && column.Name != "pid" =>
                Html.Of($"""<td class="n" title="{value}">{Text(column.Name, number)}</td>"""),
            "number" => Html.Of($"""<td class="n">{value}</td>"""),
            "time" => Html.Of($"""<td class="w">{value.GetValue<DateTime>().ToString("u", CultureInfo.InvariantCulture)}</td>"""),
            "list" => Html.Of($"<td>{string.Join(", ", value.AsArray().Select(item => item?.ToString()))}</td>"),
            "boolean" => Html.Of($"<td>{(value.GetValue<bool>() ? "yes" : "no")}</td>"),
            _ when column.Name == "statementId" => Html.Of($"""
                <td><a href="{ConsoleEndpoints.Root}/statements/{value}">{value}</a></td>
                """),
            _ when column.Name == "remedy" => Html.Of($"""<td class="t">{value}</td>"""),
            _ => Html.Of($"<td>{value}</td>"),
        };
    }

    private static string Number(double value) => value.ToString(Math.Abs(value) >= 100 ? "#,0" : "0.##", CultureInfo.InvariantCulture);

    private static string Seconds(double value) => value switch
    {
        < 1 => $"{Number(value * 1000)} ms",
        < 120 => $"{Number(value)} s",
        < 7200 => $"{Number(value / 60)} min",
        < 172_800 => $"{Number(value / 3600)} h",
        _ => $"{Number(value / 86_400)} d",
    };

    private static string Bytes(double value)
    {
        var size = 0;
        while (Math.Abs(value) >= 1000 && size < Sizes.Length - 1)
        {
            value /= 1000;
            size++;
        }

        return $"{Number(value)} {Sizes[size]}";
    }
}
