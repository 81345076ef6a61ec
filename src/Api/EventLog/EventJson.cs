using System.Text.Json;
using System.Text.Json.Serialization;
using Agora.Application.EventLog;

namespace Agora.Api.EventLog;

[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(EventList))]
[JsonSerializable(typeof(EventView))]
internal sealed partial class EventJson : JsonSerializerContext
{
    /// <summary>For streams, which no serializer of the framework writes.</summary>
    public static EventJson Wire { get; } = new(new JsonSerializerOptions(JsonSerializerDefaults.Web));
}
