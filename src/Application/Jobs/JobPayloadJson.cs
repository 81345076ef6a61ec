using System.Text.Json.Serialization;

namespace Agora.Application.Jobs;

/// <summary>The commands that run as jobs, whose members are their payload. An unknown member makes a payload invalid.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(PurgeJobs))]
public sealed partial class JobPayloadJson : JsonSerializerContext;
