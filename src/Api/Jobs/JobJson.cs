using System.Text.Json.Serialization;
using Agora.Application.Common;
using Agora.Application.Jobs;

namespace Agora.Api.Jobs;

[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(JobEndpoints.KindRequest))]
[JsonSerializable(typeof(JobView))]
[JsonSerializable(typeof(Page<JobView>))]
[JsonSerializable(typeof(JobSummary))]
[JsonSerializable(typeof(JobKindList))]
[JsonSerializable(typeof(JobKindView))]
internal sealed partial class JobJson : JsonSerializerContext;
