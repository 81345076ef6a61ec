using System.Text.Json.Serialization;
using Agora.Application.Common;
using Agora.Application.History;

namespace Agora.Api.History;

[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(Page<VersionEntry>))]
[JsonSerializable(typeof(VersionView))]
[JsonSerializable(typeof(VersionDiff))]
internal sealed partial class HistoryJson : JsonSerializerContext;
