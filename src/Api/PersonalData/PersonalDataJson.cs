using System.Text.Json.Serialization;

namespace Agora.Api.PersonalData;

[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(PersonalDataEndpoints.EraseRequest))]
internal sealed partial class PersonalDataJson : JsonSerializerContext;
