using System.Text.Json.Serialization;
using Agora.Application.Common;
using Agora.Application.Tasks;

namespace Agora.Api.Tasks;

[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(TaskEndpoints.CreateRequest))]
[JsonSerializable(typeof(TaskEndpoints.UpdateRequest))]
[JsonSerializable(typeof(TaskEndpoints.MoveRequest))]
[JsonSerializable(typeof(TaskView))]
[JsonSerializable(typeof(Page<TaskView>))]
internal sealed partial class TaskJson : JsonSerializerContext;
