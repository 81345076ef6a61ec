using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Agora.Application.Common;
using Agora.Domain.Posts;

namespace Agora.Application.Posts;

/// <summary>A small JSON object of the author's own, and how a merge patch (RFC 7396) changes it.</summary>
internal static class PostMetadata
{
    public const int DepthMax = 8;

    private static readonly JsonElement None = JsonDocument.Parse("{}").RootElement;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = DepthMax + 1 };

    public static string Text(JsonElement? metadata) => (metadata ?? None).GetRawText();

    /// <summary>Whether PostgreSQL can store it: JSON itself allows more characters and numbers.</summary>
    public static bool IsValid(JsonElement metadata) =>
        metadata.ValueKind == JsonValueKind.Object
        && Encoding.UTF8.GetByteCount(metadata.GetRawText()) <= PostRules.MetadataMaxBytes
        && StorableJson.IsStorable(metadata, DepthMax);

    public static bool IsValid(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text, Strict);
            return IsValid(document.RootElement);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>A null patch clears everything.</summary>
    public static JsonElement Merge(JsonElement current, JsonElement? patch)
    {
        if (patch is not { ValueKind: JsonValueKind.Object } changes)
        {
            return None;
        }

        return JsonSerializer.SerializeToElement(Merged(JsonObject.Create(current), changes), MetadataJson.Default.JsonObject);
    }

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
                target[member.Name] = member.Value.ValueKind == JsonValueKind.Array ? JsonArray.Create(member.Value) : JsonValue.Create(member.Value);
            }
        }

        return target;
    }
}
