using System.Text.Json;
using System.Text.Json.Serialization;

namespace Agora.Migrations.Events;

/// <summary>Writes each event as one line of JSON. The first line names the schema.</summary>
public sealed class JsonLinesObserver : IMigrationObserver
{
    private readonly TextWriter output;

    public JsonLinesObserver(TextWriter output)
    {
        this.output = output;
        output.WriteLine("{\"schema\":\"migrate.events/1\"}");
    }

    public void On(MigrationEvent happened)
    {
        output.WriteLine(JsonSerializer.Serialize(happened, MigrationJson.Default.MigrationEvent));
        output.Flush();
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(MigrationEvent))]
internal sealed partial class MigrationJson : JsonSerializerContext;
