using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Agora.Domain.Common;

namespace Agora.Domain.Posts;

/// <summary>A small JSON object of the author's own, and how a merge patch (RFC 7396) changes it.</summary>
public sealed class PostMetadata
{
    public const int DepthMax = 8;

    /// <summary>As compact UTF-8 JSON.</summary>
    public const int BytesMax = 8192;

    public static readonly PostMetadata Empty = new("{}");

    private const string NoObject = "Must be a JSON object, such as {\"section\":\"games\"}.";

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = DepthMax + 1 };

    private PostMetadata(string json) => Json = json;

    /// <summary>The object as JSON text.</summary>
    public string Json { get; }

    /// <summary>A text that the database holds.</summary>
    public static PostMetadata Load(string json) => new(json);

    /// <summary>Of a new post; null is no metadata.</summary>
    public static Result<PostMetadata> Create(JsonElement? sent) => sent is { } json ? Checked(json) : Empty;

    /// <summary>What is wrong with it; null when it can be stored.</summary>
    public static string? Refuse(JsonElement json) =>
        json.ValueKind != JsonValueKind.Object ? NoObject
        : Encoding.UTF8.GetByteCount(json.GetRawText()) > BytesMax ? $"Must be at most {BytesMax} bytes of JSON."
        : StorableJson.Find(json, DepthMax)?.Reason;

    /// <summary>What is wrong with a text that is to be metadata.</summary>
    public static string? Refuse(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text, Strict);
            return Refuse(document.RootElement);
        }
        catch (JsonException)
        {
            return NoObject;
        }
    }

    /// <summary>What is wrong with the names of members that are sent; what was stored before the rule stays as it is.</summary>
    public static string? RefuseNames(JsonElement sent) =>
        HasInvisibleName(sent) ? "Must not have a member whose name shows nothing." : null;

    /// <summary>Replaces the members that are sent and removes those that are null; a null patch clears everything.</summary>
    public Result<PostMetadata> Merge(JsonElement? patch)
    {
        if (patch is not { ValueKind: JsonValueKind.Object } changes)
        {
            return Empty;
        }

        return Checked(
            JsonSerializer.SerializeToElement(Merged(JsonNode.Parse(Json) as JsonObject, changes), MetadataJson.Default.JsonObject));
    }

    private static Result<PostMetadata> Checked(JsonElement json) =>
        Refuse(json) is { } refusal ? PostErrors.MetadataRefused(refusal) : new PostMetadata(json.GetRawText());

    private static bool HasInvisibleName(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().Any(m => !Characters.AreVisible(m.Name) || HasInvisibleName(m.Value)),
        JsonValueKind.Array => value.EnumerateArray().Any(HasInvisibleName),
        _ => false,
    };

    private static JsonObject Merged(JsonObject? target, JsonElement patch)
    {
        target ??= [];
        foreach (var member in patch.EnumerateObject())
        {
            if (member.Value.ValueKind == JsonValueKind.Null)
            {
                target.Remove(member.Name);
            }
            else if (member.Value.ValueKind == JsonValueKind.Object)
            {
                var inner = target[member.Name] as JsonObject;
                target.Remove(member.Name);
                target[member.Name] = Merged(inner, member.Value);
            }
            else
            {
                target[member.Name] = member.Value.ValueKind == JsonValueKind.Array
                    ? JsonArray.Create(member.Value)
                    : JsonValue.Create(member.Value);
            }
        }

        return target;
    }
}
