using System.Text.Json.Nodes;
using Agora.Application.Monitoring;
using Npgsql;

namespace Agora.Infrastructure.Monitoring;

/// <summary>Rows of any statement as JSON objects.</summary>
internal static class ProbeRows
{
    public static IReadOnlyList<ProbeColumn> Columns(NpgsqlDataReader reader, Probe probe) =>
        [.. Enumerable.Range(0, reader.FieldCount).Select(place =>
        {
            var name = ProbeFile.CamelCase(reader.GetName(place));
            return new ProbeColumn(name, TypeName(reader.GetFieldType(place)), probe.Remarks.GetValueOrDefault(name));
        })];

    public static JsonObject Read(NpgsqlDataReader reader, IReadOnlyList<ProbeColumn> columns)
    {
        var row = new JsonObject();
        for (var place = 0; place < columns.Count; place++)
        {
            row[columns[place].Name] = reader.IsDBNull(place) ? null : Value(reader.GetValue(place));
        }

        return row;
    }

    private static string TypeName(Type type) => type switch
    {
        _ when type == typeof(bool) => "boolean",
        _ when type == typeof(DateTime) => "time",
        _ when type == typeof(string) => "text",
        { IsArray: true } or { Name: "Array" } => "list",
        _ => "number",
    };

    private static JsonNode Value(object value) => value switch
    {
        bool flag => JsonValue.Create(flag),
        short number => JsonValue.Create(number),
        int number => JsonValue.Create(number),
        long number => JsonValue.Create(number),
        uint number => JsonValue.Create(number),
        decimal number => JsonValue.Create(number),
        double number => JsonValue.Create(number),
        DateTime time => JsonValue.Create(time),
        int[] numbers => new JsonArray([.. numbers.Select(number => (JsonNode)JsonValue.Create(number))]),
        string text => JsonValue.Create(text),
        _ => throw new NotSupportedException($"A probe cannot return {value.GetType().Name}."),
    };
}
