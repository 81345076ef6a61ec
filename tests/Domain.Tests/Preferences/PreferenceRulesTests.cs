using System.Text.Json;
using System.Text.RegularExpressions;
using Agora.Domain.Preferences;

namespace Agora.Domain.Tests.Preferences;

public sealed class PreferenceRulesTests
{
    private static readonly string[] Samples =
    [
        "true", "false", "null", "0", "1", "100", "101", "2.5", "\"\"", "\"dark\"", "\"DARK\"", "\"en\"", "\"pt-BR\"", "\"Europe/Paris\"",
        "\"UTC\"",
        "\"a/b/c/d\"", "\"never\"", "\"weekly\"", "[]", "{}", "[true]", "\"en\\n\"",
        $"\"{new string('a', 200)}\"",
    ];

    [Fact]
    public void What_a_setting_accepts_is_what_its_schema_says()
    {
        var accepted = 0;
        foreach (var setting in PreferenceRules.Settings)
        {
            foreach (var sample in Samples.Select(s => JsonDocument.Parse(s).RootElement))
            {
                setting.Accepts(sample).ShouldBe(
                    SchemaAccepts(JsonDocument.Parse(setting.Schema().ToJsonString()).RootElement, sample), $"{setting.Path} {sample}");
                accepted += setting.Accepts(sample) ? 1 : 0;
            }
        }

        accepted.ShouldBeGreaterThan(PreferenceRules.Settings.Count);
    }

    [Theory]
    [InlineData("lists/pageSize", "0", false)]
    [InlineData("lists/pageSize", "1", true)]
    [InlineData("lists/pageSize", "100", true)]
    [InlineData("lists/pageSize", "101", false)]
    [InlineData("lists/pageSize", "99999999999", false)]
    [InlineData("lists/pageSize", "\"1\"", false)]
    [InlineData("theme", "\"system\"", true)]
    [InlineData("theme", "true", false)]
    [InlineData("notifications/email", "false", true)]
    [InlineData("notifications/email", "0", false)]
    [InlineData("language", "\"de-AT-1996-x1-y2\"", false)]
    [InlineData("language", "\"de-AT-1996-x1\"", true)]
    [InlineData("language", "\"abc-12345678-12345678-12345678\"", true)]
    [InlineData("language", "1", false)]
    public void A_setting_takes_its_values_alone(string path, string json, bool taken) =>
        PreferenceRules.Settings.Single(s => s.Path == path).Accepts(JsonDocument.Parse(json).RootElement).ShouldBe(taken);

    [Fact]
    public void A_text_of_a_setting_has_an_end()
    {
        var zone = PreferenceRules.Settings.Single(s => s.Path == "timeZone");

        zone.Accepts(JsonSerializer.SerializeToElement(new string('a', 64))).ShouldBeTrue();
        zone.Accepts(JsonSerializer.SerializeToElement(new string('a', 65))).ShouldBeFalse();
    }

    [Fact]
    public void Every_key_of_a_setting_is_one_that_an_address_can_hold() =>
        PreferenceRules.Settings.SelectMany(s => s.Path.Split('/')).ShouldAllBe(key => PreferenceRules.IsKey(key));

    [Theory]
    [InlineData("a", true)]
    [InlineData("0198c5f0-7a3e", true)]
    [InlineData("a.b_c-d", true)]
    [InlineData("", false)]
    [InlineData(".", false)]
    [InlineData("..", false)]
    [InlineData("a/b", false)]
    [InlineData("ä", false)]
    [InlineData("a\n", false)]
    public void A_key_is_what_the_pattern_says(string key, bool expected)
    {
        PreferenceRules.IsKey(key).ShouldBe(expected);
        // The schema is ECMAScript's, where $ is the very end.
        Regex.IsMatch(
            key,
            PreferenceRules.KeyPattern.Replace("$", "\\z", StringComparison.Ordinal),
            RegexOptions.None,
            TimeSpan.FromSeconds(1)).ShouldBe(expected);
    }

    // As much of JSON Schema as the settings use.
    private static bool SchemaAccepts(JsonElement schema, JsonElement value)
    {
        if (schema.TryGetProperty("enum", out var choices))
        {
            return choices.EnumerateArray().Any(c => JsonElement.DeepEquals(c, value));
        }

        return schema.GetProperty("type").GetString() switch
        {
            "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
            "integer" => value.ValueKind == JsonValueKind.Number
                && decimal.IsInteger(value.GetDecimal())
                && value.GetDecimal() >= schema.GetProperty("minimum").GetInt32()
                && value.GetDecimal() <= schema.GetProperty("maximum").GetInt32(),
            "string" => value.ValueKind == JsonValueKind.String
                && value.GetString()!.Length <= schema.GetProperty("maxLength").GetInt32()
                && Regex.IsMatch(
                    value.GetString()!,
                    schema.GetProperty("pattern").GetString()!.Replace("$", "\\z", StringComparison.Ordinal),
                    RegexOptions.None,
                    TimeSpan.FromSeconds(1)),
            var type => throw new InvalidOperationException($"No setting is of type {type}."),
        };
    }
}
