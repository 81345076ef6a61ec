using System.Text.Json.Serialization;

namespace Agora.Application.Jobs;

/// <summary>The commands that run as jobs, whose members are their payload. A payload with an unknown
/// member, or without one that is required, is invalid.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(PurgeJobs))]
public sealed partial class JobPayloadJson : JsonSerializerContext;
