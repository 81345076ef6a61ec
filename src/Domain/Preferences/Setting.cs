using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Agora.Domain.Preferences;

/// <summary>One setting that Agora knows: where it stands, and which values it takes.</summary>
/// <param name="Path">Keys joined by <c>/</c>.</param>
public abstract record Setting(string Path, string Description)
{
    /// <summary>One sentence for the client that sent another value.</summary>
    public abstract string Expectation { get; }

    public abstract bool Accepts(JsonElement value);

    /// <summary>The same rule as a JSON schema, without the description.</summary>
    public abstract JsonObject Schema();
}

public sealed record SwitchSetting(string Path, string Description) : Setting(Path, Description)
{
    public override string Expectation => "Must be true or false.";

    public override bool Accepts(JsonElement value) => value.ValueKind is JsonValueKind.True or JsonValueKind.False;

    public override JsonObject Schema() => new() { ["type"] = "boolean" };
}

public sealed record ChoiceSetting(string Path, string Description, params IReadOnlyList<string> Choices) : Setting(Path, Description)
{
    public override string Expectation => $"Must be one of {string.Join(", ", Choices)}.";

    public override bool Accepts(JsonElement value) =>
        value.ValueKind == JsonValueKind.String && Choices.Contains(value.GetString(), StringComparer.Ordinal);

    public override JsonObject Schema() => new() { ["enum"] = new JsonArray([.. Choices.Select(c => (JsonNode)c)]) };
}

/// <param name="Pattern">Matches the whole text; means the same in .NET and in ECMAScript.</param>
/// <param name="Form">What such a text is, for the refusal.</param>
public sealed record TextSetting(string Path, string Description, string Pattern, int LengthMax, string Form) : Setting(Path, Description)
{
    public override string Expectation => $"Must be {Form}, of at most {LengthMax} characters.";

    public override bool Accepts(JsonElement value) =>
        value.ValueKind == JsonValueKind.String
        && value.GetString() is { } text
        && text.Length <= LengthMax
        // Before a last line feed a $ of .NET matches as well; one of ECMAScript does not.
        && !text.EndsWith('\n')
        && Regex.IsMatch(text, Pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);

    public override JsonObject Schema() => new() { ["type"] = "string", ["pattern"] = Pattern, ["maxLength"] = LengthMax };
}

public sealed record WholeSetting(string Path, string Description, int Min, int Max) : Setting(Path, Description)
{
    public override string Expectation => $"Must be a whole number from {Min} to {Max}.";

    public override bool Accepts(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= Min && number <= Max;

    public override JsonObject Schema() => new() { ["type"] = "integer", ["minimum"] = Min, ["maximum"] = Max };
}
