using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Agora.Application.Posts;

[JsonSerializable(typeof(JsonObject))]
internal sealed partial class MetadataJson : JsonSerializerContext;
