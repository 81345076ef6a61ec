using System.Text.Json.Serialization;
using Agora.Application.Common;
using Agora.Application.Webhooks;

namespace Agora.Api.Webhooks;

[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(WebhookEndpoints.CreateWebhookRequest))]
[JsonSerializable(typeof(WebhookEndpoints.UpdateWebhookRequest))]
[JsonSerializable(typeof(WebhookEndpoints.ReplayWebhookRequest))]
[JsonSerializable(typeof(CreatedWebhook))]
[JsonSerializable(typeof(RotatedSecret))]
[JsonSerializable(typeof(ReplayedRange))]
[JsonSerializable(typeof(WebhookView))]
[JsonSerializable(typeof(Page<WebhookView>))]
[JsonSerializable(typeof(Page<DeliveryView>))]
internal sealed partial class WebhookJson : JsonSerializerContext;
