using System.Text.Json.Serialization;
using Agora.Application.Backups;
using Agora.Application.Common;

namespace Agora.Api.Backups;

[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(Page<BackupReport>))]
internal sealed partial class BackupJson : JsonSerializerContext;
