using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Agora.Application.Common;

namespace Agora.Testing.Contract;

/// <summary>
/// Checks JSON values against the schemas of an OpenAPI 3.1 document: the keywords that the document uses and no others, so that a keyword
/// that is new there fails here instead of being passed over.
/// </summary>
/// <param name="document">What <c>$ref</c> points into.</param>
/// <param name="ignoresRequired">For answers of which the client asked for some members only.</param>
internal sealed class JsonSchemaCheck(JsonElement document, bool ignoresRequired = false)
{
    private const int ErrorsMax = 10;

    private static readonly HashSet<string> Annotations = new(StringComparer.Ordinal)
    {
        "title", "description", "example", "examples", "default", "deprecated", "readOnly", "writeOnly", "contentMediaType",
        "contentEncoding",
    };

    private readonly List<string> errors = [];

    /// <summary>What is wrong, each with its place in the value.</summary>
    public IReadOnlyList<string> Errors => errors;

    public bool IsValid(JsonElement schema, JsonElement value)
    {
        var inner = new JsonSchemaCheck(document, ignoresRequired);
        inner.Check(schema, value, "");
        return inner.Errors.Count == 0;
    }

    public void Check(JsonElement schema, JsonElement value, string at)
    {
        if (schema.ValueKind is JsonValueKind.True or JsonValueKind.False)
        {
            Require(schema.ValueKind == JsonValueKind.True, at, "is not allowed");
            return;
        }

        foreach (var keyword in schema.EnumerateObject())
        {
            if (errors.Count > ErrorsMax)
            {
                return;
            }

            Check(schema, keyword.Name, keyword.Value, value, at);
        }
    }

    private void Check(JsonElement schema, string keyword, JsonElement rule, JsonElement value, string at)
    {
        switch (keyword)
        {
            case "$ref":
                Check(Resolve(rule.GetString()!), value, at);
                break;
            case "type":
                Require(Types(rule).Any(t => IsOfType(t, value)), at, $"is {value.ValueKind}, not {rule.GetRawText()}");
                break;
            case "enum":
                Require(
                    rule.EnumerateArray().Any(e => JsonElement.DeepEquals(e, value)),
                    at,
                    $"{value.GetRawText()} is not one of {rule.GetRawText()}");
                break;
            case "const":
                Require(JsonElement.DeepEquals(rule, value), at, $"{value.GetRawText()} is not {rule.GetRawText()}");
                break;
            case "oneOf":
                Require(rule.EnumerateArray().Count(s => IsValid(s, value)) == 1, at, $"{Shown(value)} does not fit exactly one of oneOf");
                break;
            case "anyOf":
                Require(rule.EnumerateArray().Any(s => IsValid(s, value)), at, $"{Shown(value)} fits none of anyOf");
                break;
            case "allOf":
                rule.EnumerateArray().ToList().ForEach(s => Check(s, value, at));
                break;
            default:
                CheckByKind(schema, keyword, rule, value, at);
                break;
        }
    }

    private void CheckByKind(JsonElement schema, string keyword, JsonElement rule, JsonElement value, string at)
    {
        var isText = value.ValueKind == JsonValueKind.String;
        var isNumber = value.ValueKind == JsonValueKind.Number;
        var isArray = value.ValueKind == JsonValueKind.Array;
        switch (keyword)
        {
            case "required" or "properties" or "additionalProperties":
                if (value.ValueKind == JsonValueKind.Object)
                {
                    CheckObject(schema, keyword, rule, value, at);
                }

                break;
            case "items" when isArray:
                foreach (var (i, item) in value.EnumerateArray().Index())
                {
                    Check(rule, item, $"{at}[{i}]");
                }

                break;
            case "minItems" when isArray:
                Require(value.GetArrayLength() >= rule.GetInt32(), at, $"has fewer than {rule} items");
                break;
            case "maxItems" when isArray:
                Require(value.GetArrayLength() <= rule.GetInt32(), at, $"has more than {rule} items");
                break;
            case "uniqueItems" when isArray:
                Require(
                    value.EnumerateArray().Select(i => i.GetRawText()).Distinct(StringComparer.Ordinal).Count() == value.GetArrayLength(),
                    at,
                    "repeats an item");
                break;
            case "minLength" when isText:
                Require(Length(value) >= rule.GetInt32(), at, $"is shorter than {rule}");
                break;
            case "maxLength" when isText:
                Require(Length(value) <= rule.GetInt32(), at, $"is longer than {rule}");
                break;
            case "pattern" when isText:
                Require(
                    Regex.IsMatch(value.GetString()!, rule.GetString()!, RegexOptions.ECMAScript, TimeSpan.FromSeconds(1)),
                    at,
                    $"{Shown(value)} does not match {rule}");
                break;
            case "minimum" when isNumber:
                Require(value.GetDouble() >= rule.GetDouble(), at, $"is less than {rule}");
                break;
            case "maximum" when isNumber:
                Require(value.GetDouble() <= rule.GetDouble(), at, $"is more than {rule}");
                break;
            case "format" when isText || isNumber:
                Require(HasFormat(rule.GetString()!, value), at, $"{Shown(value)} is no {rule}");
                break;
            case "items" or "minItems" or "maxItems" or "uniqueItems" or "minLength" or "maxLength" or "pattern" or "minimum" or "maximum"
                or "format":
                break;
            default:
                Require(
                    Annotations.Contains(keyword) || keyword.StartsWith("x-", StringComparison.Ordinal),
                    at,
                    $"the schema has the keyword {keyword}, which this check does not know");
                break;
        }
    }

    private void CheckObject(JsonElement schema, string keyword, JsonElement rule, JsonElement value, string at)
    {
        switch (keyword)
        {
            case "required" when !ignoresRequired:
                foreach (var name in rule.EnumerateArray())
                {
                    Require(value.TryGetProperty(name.GetString()!, out _), at, $"lacks {name}");
                }

                break;
            case "properties":
                foreach (var member in value.EnumerateObject())
                {
                    if (rule.TryGetProperty(member.Name, out var known))
                    {
                        Check(known, member.Value, $"{at}.{member.Name}");
                    }
                }

                break;
            case "additionalProperties":
                var described = schema.TryGetProperty("properties", out var properties) ? properties : default;
                foreach (var member in value.EnumerateObject())
                {
                    if (described.ValueKind != JsonValueKind.Object || !described.TryGetProperty(member.Name, out _))
                    {
                        Check(rule, member.Value, $"{at}.{member.Name}");
                    }
                }

                break;
        }
    }

    private JsonElement Resolve(string reference) =>
        reference.Split('/').Skip(1).Aggregate(
            document,
            (part, name) => part.GetProperty(
                name.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)));

    private static IEnumerable<string> Types(JsonElement rule) =>
        rule.ValueKind == JsonValueKind.Array ? rule.EnumerateArray().Select(t => t.GetString()!) : [rule.GetString()!];

    private static bool IsOfType(string type, JsonElement value) => type switch
    {
        "object" => value.ValueKind == JsonValueKind.Object,
        "array" => value.ValueKind == JsonValueKind.Array,
        "string" => value.ValueKind == JsonValueKind.String,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "null" => value.ValueKind == JsonValueKind.Null,
        "number" => value.ValueKind == JsonValueKind.Number,
        "integer" => value.ValueKind == JsonValueKind.Number && double.IsInteger(value.GetDouble()),
        _ => false,
    };

    private static bool HasFormat(string format, JsonElement value) => format switch
    {
        "int32" => value.TryGetInt32(out _),
        "int64" => value.TryGetInt64(out _),
        "float" or "double" => value.ValueKind == JsonValueKind.Number,
        "uuid" => Guid.TryParseExact(value.GetString(), "D", out _),
        "date-time" => Rfc3339.TryParse(value.GetString(), out _),
        "date" => DateOnly.TryParseExact(value.GetString(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
        "uri" => Uri.TryCreate(value.GetString(), UriKind.Absolute, out _),
        "uri-reference" => Uri.TryCreate(value.GetString(), UriKind.RelativeOrAbsolute, out _),
        "email" => value.GetString()!.Contains('@', StringComparison.Ordinal),
        "binary" or "password" => value.ValueKind == JsonValueKind.String,
        _ => false,
    };

    private static int Length(JsonElement text) => text.GetString()!.EnumerateRunes().Count();

    private static string Shown(JsonElement value) => value.GetRawText() is var text && text.Length > 80 ? text[..80] + "..." : text;

    private void Require(bool holds, string at, string error)
    {
        if (!holds)
        {
            errors.Add($"{(at.Length == 0 ? "the value" : at.TrimStart('.'))} {error}");
        }
    }
}
