using System.Text.Json.Serialization;
using Agora.Application.Common;
using Agora.Application.Follows;

namespace Agora.Api.Follows;

[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(PeoplePage))]
[JsonSerializable(typeof(Page<Person>))]
internal sealed partial class FollowJson : JsonSerializerContext;
