using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Agora.Migrations.Events;
using Agora.Migrations.Running;

namespace Agora.Migrations.Planning;

/// <summary>
/// What the verbs that only look say to programs. Members are added to a schema, never renamed or taken away; that makes a new one.
/// </summary>
public static class JsonDocuments
{
    public static string Of(StatusReport status) => Text(
        new StatusDocument("migrate.status/1", status.Versions, status.PendingRepeatables, status.Unfinished),
        MigrationDocuments.Default.StatusDocument);

    public static string Of(PlanReport plan) => Text(
        new PlanDocument("migrate.plan/1", plan.Migrations, plan.Repeatables, plan.Obstacles, plan.Blockers),
        MigrationDocuments.Default.PlanDocument);

    public static string Of(ListReport list) => Text(
        new ListDocument("migrate.list/1", list.Versions.FirstOrDefault(line => line.Current)?.Version, list.Versions, list.Repeatables),
        MigrationDocuments.Default.ListDocument);

    public static string Of(IReadOnlyList<LockWait> waits) => Text(waits, MigrationDocuments.Default.IReadOnlyListLockWait);

    private static string Text<T>(T document, JsonTypeInfo<T> type) => JsonSerializer.Serialize(document, type) + "\n";
}

internal sealed record StatusDocument(
    string Schema,
    IReadOnlyList<StatusLine> Versions,
    IReadOnlyList<string> PendingRepeatables,
    [property: JsonPropertyName("loose_ends")] IReadOnlyList<UnfinishedObject> Unfinished);

internal sealed record PlanDocument(
    string Schema, IReadOnlyList<PlannedMigration> Migrations, IReadOnlyList<string> Repeatables, IReadOnlyList<string> Obstacles,
    IReadOnlyList<Blocker> Blockers);

/// <param name="Current">The newest applied version; left out when none is.</param>
internal sealed record ListDocument(
    string Schema, long? Current, IReadOnlyList<ListedVersion> Versions, IReadOnlyList<ListedRepeatable> Repeatables);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(StatusDocument))]
[JsonSerializable(typeof(PlanDocument))]
[JsonSerializable(typeof(ListDocument))]
[JsonSerializable(typeof(IReadOnlyList<LockWait>))]
internal sealed partial class MigrationDocuments : JsonSerializerContext;
