using System.Text.Json.Serialization;
using Agora.Application.Features;

namespace Agora.Api.Features;

[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(FeatureEndpoints.SwitchRequest))]
[JsonSerializable(typeof(FeatureList))]
[JsonSerializable(typeof(FeatureView))]
internal sealed partial class FeatureJson : JsonSerializerContext;
