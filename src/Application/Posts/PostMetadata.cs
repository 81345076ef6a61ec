using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Agora.Application.Common;
using Agora.Domain.Common;
using Agora.Domain.Posts;

namespace Agora.Application.Posts;

/// <summary>A small JSON object of the author's own, and how a merge patch (RFC 7396) changes it.</summary>
internal static class PostMetadata
{
    public const int DepthMax = 8;

    private const string NoObject = "Must be a JSON object, such as {\"section\":\"games\"}.";

    private static readonly JsonElement None = JsonDocument.Parse("{}").RootElement;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = DepthMax + 1 };

    public static string Text(JsonElement? metadata) => (metadata ?? None).GetRawText();

    /// <summary>What is wrong with it; null when it can be stored.</summary>
    public static string? Refusal(JsonElement metadata) =>
        metadata.ValueKind != JsonValueKind.Object ? NoObject
        : Encoding.UTF8.GetByteCount(metadata.GetRawText()) > PostRules.MetadataMaxBytes ? $"Must be at most {PostRules.MetadataMaxBytes} bytes of JSON."
        : StorableJson.Find(metadata, DepthMax)?.Reason;

    /// <summary>What is wrong with the names of members that are sent; what was stored before the rule stays as it is.</summary>
    public static string? NameRefusal(JsonElement sent) => HasInvisibleName(sent) ? "Must not have a member whose name shows nothing." : null;

    private static bool HasInvisibleName(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().Any(m => !Characters.AreVisible(m.Name) || HasInvisibleName(m.Value)),
        JsonValueKind.Array => value.EnumerateArray().Any(HasInvisibleName),
        _ => false,
    };

    /// <summary>What is wrong with a text that is to be metadata.</summary>
    public static string? Refusal(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text, Strict);
            return Refusal(document.RootElement);
        }
        catch (JsonException)
        {
            return NoObject;
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
