using System.Text.Json.Serialization;
using Agora.Application.Backups;
using Agora.Application.EventLog;
using Agora.Application.History;
using Agora.Application.Idempotency;
using Agora.Application.Mail;
using Agora.Application.Maintenance;
using Agora.Application.Notifications;
using Agora.Application.PersonalData;
using Agora.Application.Posts;
using Agora.Application.Sessions;
using Agora.Application.Trash;
using Agora.Application.Webhooks;

namespace Agora.Application.Jobs;

/// <summary>The commands that run as jobs, whose members are their payload. A payload with an unknown
/// member, or without one that is required, is invalid.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(ContinueErasures))]
[JsonSerializable(typeof(DrillBackup))]
[JsonSerializable(typeof(EnsureAuditPartitions))]
[JsonSerializable(typeof(ExtendVocabulary))]
[JsonSerializable(typeof(MaintainDatabase))]
[JsonSerializable(typeof(PerformAction))]
[JsonSerializable(typeof(PurgeEvents))]
[JsonSerializable(typeof(PurgeJobs))]
[JsonSerializable(typeof(PurgeKeys))]
[JsonSerializable(typeof(PurgeNotifications))]
[JsonSerializable(typeof(PurgeSessions))]
[JsonSerializable(typeof(PurgeTrash))]
[JsonSerializable(typeof(QueueDigests))]
[JsonSerializable(typeof(ReadHiddenNotifications))]
[JsonSerializable(typeof(PurgeWebhookDeliveries))]
[JsonSerializable(typeof(RunBackup))]
[JsonSerializable(typeof(SendMail))]
public sealed partial class JobPayloadJson : JsonSerializerContext;
