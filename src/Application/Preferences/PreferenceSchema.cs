using System.Text.Json.Nodes;
using Agora.Domain.Preferences;

namespace Agora.Application.Preferences;

/// <summary>The rules of <see cref="PreferenceRules"/> as a JSON schema (2020-12), so that a front end can draw a form of them.</summary>
public static class PreferenceSchema
{
    public const string Address = "/api/v1/preferences/schema";

    public static JsonObject Write()
    {
        var root = Object();
        root["$schema"] = "https://json-schema.org/draft/2020-12/schema";
        root["$id"] = Address;
        root["title"] = "Preferences";
        root["description"] =
            $"What a person has set. At most {PreferenceRules.BytesMax} bytes and {PreferenceRules.DepthMax} levels; "
            + "what is absent is not set.";
        foreach (var setting in PreferenceRules.Settings)
        {
            var keys = setting.Path.Split('/');
            var group = root;
            foreach (var key in keys[..^1])
            {
                group = (JsonObject)(group["properties"]![key] ??= Object());
            }

            var schema = setting.Schema();
            schema["description"] = setting.Description;
            group["properties"]![keys[^1]] = schema;
        }

        root["properties"]![PreferenceRules.Custom] = new JsonObject
        {
            ["description"] = "Values of front ends, stored for the user.",
            ["$ref"] = "#/$defs/own",
            ["type"] = "object",
        };
        root["$defs"] = new JsonObject { ["own"] = Own() };
        return root;
    }

    private static JsonObject Object() => new()
    {
        ["type"] = "object",
        ["properties"] = new JsonObject(),
        ["additionalProperties"] = false,
    };

    // Any JSON, as long as its keys can stand in an address.
    private static JsonObject Own() => new()
    {
        ["propertyNames"] = new JsonObject { ["pattern"] = PreferenceRules.KeyPattern },
        ["additionalProperties"] = new JsonObject { ["$ref"] = "#/$defs/own" },
        ["items"] = new JsonObject { ["$ref"] = "#/$defs/own" },
    };
}
