using System.Text.Json;
using System.Text.RegularExpressions;
using Agora.Domain.Common;

namespace Agora.Api.Http.Json;

/// <summary>Explains which member of a body is invalid and why, without the names of our types.</summary>
internal static partial class JsonErrors
{
    private static readonly string[] Required = ["Is required."];

    public static Error Explain(JsonException failure)
    {
        var field = Field(failure.Path);
        if (failure.InnerException is not null && failure.InnerException.GetType().Name == "JsonReaderException")
        {
            return Error.Invalid("json.malformed", Malformed(failure));
        }

        if (failure is RefusedValueException refused)
        {
            return ErrorResponses.Field(Field(failure.Path + refused.Below?[1..]) ?? "body", failure.Message);
        }

        if (failure.Message.Contains("was missing required properties", StringComparison.Ordinal))
        {
            // Only the message names the members: "... for type 'X' was missing required properties including: 'a', 'b'."
            var missing = Quoted().Matches(failure.Message).Skip(1).Select(m => Join(field, m.Groups["name"].Value));
            return ErrorResponses.Fields(missing.ToDictionary(m => m, _ => Required, StringComparer.Ordinal));
        }

        if (field is null)
        {
            return Error.Invalid("json.unexpected", "The body is JSON of the wrong shape for this URL.");
        }

        return ErrorResponses.Field(field, Reason(failure));
    }

    public static string Reason(JsonException failure) => failure.Message switch
    {
        var m when failure is RefusedValueException => m,
        var m when m.StartsWith("Duplicate property", StringComparison.Ordinal) => "Must be given once.",
        var m when m.Contains("could not be mapped", StringComparison.Ordinal) => "Is not a member of this document.",
        var m when m.Contains("allow null", StringComparison.Ordinal) => "Must not be null.",
        _ => "Is not of the expected type, or out of its range.",
    };

    private static string Malformed(JsonException failure) =>
        failure.Message.StartsWith("The maximum configured depth", StringComparison.Ordinal)
            ? $"The body is nested deeper than {StrictJson.MaxDepth} levels."
            : $"The body is not valid JSON: line {(failure.LineNumber ?? 0) + 1}, byte {(failure.BytePositionInLine ?? 0) + 1}.";

    // "$.socialLinks['a.b'][0]" becomes "socialLinks.a.b[0]".
    private static string? Field(string? path) =>
        path is null or "$"
            ? null
            : BracketedName().Replace(path, ".${name}").TrimStart('$').TrimStart('.');

    private static string Join(string? parent, string member) => parent is null ? member : $"{parent}.{member}";

    [GeneratedRegex("'(?<name>[^']*)'", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant)]
    private static partial Regex Quoted();

    [GeneratedRegex(@"\['(?<name>[^']*)'\]", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant)]
    private static partial Regex BracketedName();
}
