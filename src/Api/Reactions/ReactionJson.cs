using System.Text.Json.Serialization;
using Agora.Application.Common;
using Agora.Application.Follows;
using Agora.Application.Reactions;

namespace Agora.Api.Reactions;

[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(Page<Person>))]
[JsonSerializable(typeof(MyReactions))]
internal sealed partial class ReactionJson : JsonSerializerContext;
