using System.Text.Json.Serialization;
using Agora.Application.Tags;

namespace Agora.Api.Tags;

[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(TagEndpoints.ReplaceRequest))]
[JsonSerializable(typeof(TagSuggestions))]
[JsonSerializable(typeof(TagView))]
[JsonSerializable(typeof(ReplacedTag))]
internal sealed partial class TagJson : JsonSerializerContext;
