using System.Text.Json.Serialization;
using Agora.Application.Common;
using Agora.Application.Notifications;

namespace Agora.Api.Notifications;

[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(Page<NotificationView>))]
[JsonSerializable(typeof(NotificationSummary))]
[JsonSerializable(typeof(NotificationEndpoints.ReadRequest))]
internal sealed partial class NotificationJson : JsonSerializerContext;
