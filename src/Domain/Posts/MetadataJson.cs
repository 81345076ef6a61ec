using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Agora.Domain.Posts;

[JsonSerializable(typeof(JsonObject))]
internal sealed partial class MetadataJson : JsonSerializerContext;
