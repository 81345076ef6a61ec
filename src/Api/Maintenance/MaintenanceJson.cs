using System.Text.Json.Serialization;
using Agora.Application.Common;
using Agora.Application.Maintenance;

namespace Agora.Api.Maintenance;

[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(ActionEndpoints.ActionRequest))]
[JsonSerializable(typeof(MaintenancePlan))]
[JsonSerializable(typeof(OperatorActionView))]
[JsonSerializable(typeof(Page<MaintenanceRunView>))]
[JsonSerializable(typeof(Page<OperatorActionView>))]
internal sealed partial class MaintenanceJson : JsonSerializerContext;
