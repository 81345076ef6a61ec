using System.Text.Json.Serialization;
using Agora.Application.Common;
using Agora.Application.Moderation;

namespace Agora.Api.Moderation;

[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(ModerationEndpoints.FlagRequest))]
[JsonSerializable(typeof(ModerationEndpoints.ApproveRequest))]
[JsonSerializable(typeof(ModerationEndpoints.RejectRequest))]
[JsonSerializable(typeof(ModerationEndpoints.AppealRequest))]
[JsonSerializable(typeof(ModerationEndpoints.SettingsRequest))]
[JsonSerializable(typeof(CaseView))]
[JsonSerializable(typeof(ModerationSettingsView))]
[JsonSerializable(typeof(Page<CaseView>))]
[JsonSerializable(typeof(Page<OwnCase>))]
[JsonSerializable(typeof(Page<FlagView>))]
[JsonSerializable(typeof(Page<StrikeView>))]
[JsonSerializable(typeof(Page<LogEntry>))]
internal sealed partial class ModerationJson : JsonSerializerContext;
