using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Agora.Api.Http.Batches;

/// <summary>
/// Refers to a value of an earlier response: <c>a.id</c> or <c>a.author.id</c> in its body, <c>a.@etag</c> for its version.
/// </summary>
internal sealed partial record BatchReference(string Operation, string Path)
{
    public const string Member = "$from", VersionPath = "@etag";

    /// <summary>Null when the text is not a reference.</summary>
    public static BatchReference? Parse(string? text) => text is not null && Form().Match(text) is { Success: true } match
        ? new BatchReference(match.Groups["operation"].Value, match.Groups["path"].Value)
        : null;

    /// <summary>The references in braces in a text such as <c>/api/v1/posts/{a.id}</c>; null for an invalid one.</summary>
    public static IEnumerable<BatchReference?> In(string? text) =>
        text is null ? [] : Braces().Matches(text).Select(match => Parse(match.Groups["inner"].Value));

    /// <summary>The references in a body, which are objects with the single member <c>$from</c>; null for an invalid one.</summary>
    public static IEnumerable<BatchReference?> In(JsonElement body) => body.ValueKind switch
    {
        JsonValueKind.Object when body.TryGetProperty(Member, out _) => [Of(body)],
        JsonValueKind.Object => body.EnumerateObject().SelectMany(member => In(member.Value)),
        JsonValueKind.Array => body.EnumerateArray().SelectMany(In),
        _ => [],
    };

    public static BatchReference? Of(JsonElement holder) =>
        holder.EnumerateObject().Count() == 1 && holder.GetProperty(Member) is { ValueKind: JsonValueKind.String } text
            ? Parse(text.GetString())
            : null;

    /// <summary>The text with every reference in braces replaced.</summary>
    public static string Fill(string text, Func<BatchReference, string> value) =>
        Braces().Replace(text, match => value(Parse(match.Groups["inner"].Value)!));

    /// <summary>The value in the response body; undefined when there is none.</summary>
    public JsonElement Find(JsonElement body)
    {
        foreach (var name in Path.Split('.'))
        {
            var found = body.ValueKind switch
            {
                JsonValueKind.Object when body.TryGetProperty(name, out var member) => member,
                JsonValueKind.Array when int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var index)
                    && index < body.GetArrayLength() => body[index],
                _ => default,
            };
            if (found.ValueKind == JsonValueKind.Undefined)
            {
                return default;
            }

            body = found;
        }

        return body;
    }

    public override string ToString() => $"{Operation}.{Path}";

    [GeneratedRegex(
        @"^(?<operation>[A-Za-z][A-Za-z0-9_-]{0,31})\.(?<path>@etag|[A-Za-z0-9_]{1,64}(\.[A-Za-z0-9_]{1,64}){0,7})$",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
        1000)]
    private static partial Regex Form();

    [GeneratedRegex(@"\{(?<inner>[^{}]*)\}", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Braces();
}
