using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Agora.Application.Common;
using Agora.Application.Preferences;

namespace Agora.Api.Preferences;

[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(JsonElement))]
[JsonSerializable(typeof(JsonObject))]
[JsonSerializable(typeof(Page<PreferenceUser>))]
[JsonSerializable(typeof(PreferenceCounts))]
internal sealed partial class PreferenceJson : JsonSerializerContext;
