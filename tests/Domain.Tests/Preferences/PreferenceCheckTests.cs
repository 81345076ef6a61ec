using System.Text.Json;
using Agora.Domain.Preferences;

namespace Agora.Domain.Tests.Preferences;

public sealed class PreferenceCheckTests
{
    private const string NotAnObject = "Must be an object.", NoSetting = "Is not a setting. What is your own goes below custom.";

    /// <summary>Path, value, whether it is a patch, and what is wrong by path.</summary>
    public static TheoryData<string, string, bool, string[]> Documents => new()
    {
        { "", """{"theme":"dark","lists":{"pageSize":20},"custom":{"a":{"b":[1,null]}}}""", false, [] },
        { "", "{}", false, [] },
        { "", "3", false, [$"body: {NotAnObject}"] },
        { "", "null", false, [$"body: {NotAnObject}"] },
        { "", "null", true, [$"body: {NotAnObject}"] },
        { "", """{"theme":null}""", true, [] },
        { "", """{"nothing":null}""", true, [] },
        { "", """{"theme":null}""", false, ["theme: Must be one of light, dark, system."] },
        { "", """{"theme":"pink","lists":{"pageSize":0}}""", true, [
            "theme: Must be one of light, dark, system.", "lists/pageSize: Must be a whole number from 1 to 100."] },
        { "theme", "\"dark\"", false, [] },
        { "theme", "3", false, ["theme: Must be one of light, dark, system."] },
        { "lists", "3", false, [$"lists: {NotAnObject}"] },
        { "lists", """{"pageSize":5}""", false, [] },
        { "lists", """{"other":5}""", false, [$"lists/other: {NoSetting}"] },
        { "lists/other", "5", false, [$"lists/other: {NoSetting}"] },
        { "other", "{}", false, [$"other: {NoSetting}"] },
        { "custom", "3", false, [$"custom: {NotAnObject}"] },
        { "custom", """{"mine":true}""", false, [] },
        { "custom/mine", "null", false, [] },
        { "custom/mine", """{"a":{"b":null}}""", false, [] },
        { "customs", "3", false, [$"customs: {NoSetting}"] },
    };

    [Theory]
    [MemberData(nameof(Documents))]
    public void A_document_has_settings_and_what_is_below_custom(string path, string json, bool isPatch, string[] expected) =>
        Wrong(path, json, isPatch).ShouldBe(expected);

    [Theory]
    [InlineData("", """{"-":1}""", "-")]
    [InlineData("lists", """{"a/b":1}""", "lists/a/b")]
    [InlineData("custom", """{"":1}""", "custom/")]
    [InlineData("custom/a", """[{"ü":1}]""", "custom/a/ü")]
    public void A_key_needs_no_escaping(string path, string json, string at) => Wrong(path, json, isPatch: false)
        .ShouldBe([$"{at}: A key is 1 to 64 letters, digits, dots, hyphens or underscores, beginning with a letter or digit."]);

    [Theory]
    [InlineData("custom/a/b/c/d/e/f/g", "1", true)]
    [InlineData("custom/a/b/c/d/e/f", """{"g":1}""", true)]
    [InlineData("custom/a/b/c/d/e/f", "[1]", true)]
    [InlineData("custom/a/b/c/d/e/f", """{"g":{"h":1}}""", false)]
    [InlineData("custom/a/b/c/d/e/f", """[[1]]""", false)]
    [InlineData("custom/a/b/c/d/e/f/g", """{"h":1}""", false)]
    public void A_document_is_eight_levels_deep(string path, string json, bool fits) => Wrong(path, json, isPatch: false)
        .ShouldAllBe(w => !fits && w.EndsWith(": Is nested deeper than 8 levels.", StringComparison.Ordinal));

    [Theory]
    [InlineData("custom/a/b/c/d/e/f", """{"g":{"h":1}}""")]
    [InlineData("custom/a/b/c/d/e/f", """[[1]]""")]
    public void A_deeper_one_is_refused(string path, string json) => Wrong(path, json, isPatch: false).ShouldHaveSingleItem();

    [Fact]
    public void A_key_has_64_characters_at_most()
    {
        PreferenceRules.IsKey(new string('a', PreferenceRules.KeyMax)).ShouldBeTrue();
        PreferenceRules.IsKey(new string('a', PreferenceRules.KeyMax + 1)).ShouldBeFalse();
    }

    private static string[] Wrong(string path, string json, bool isPatch)
    {
        var value = JsonDocument.Parse(json).RootElement;
        return [.. PreferenceRules.Check(path.Length == 0 ? [] : path.Split('/'), value, isPatch).Select(w => $"{w.Key}: {w.Value}")];
    }
}
