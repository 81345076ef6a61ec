using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Agora.Domain.Common;

namespace Agora.Api.Http.Batches;

internal sealed partial record BatchRequest([property: MinLength(1)] IReadOnlyList<BatchRequest.Operation?> Operations)
{
    public const int PathMax = 2048;

    private const string NamePattern = "^[A-Za-z][A-Za-z0-9_-]{0,31}$";

    private static readonly string[] Methods = ["POST", "PUT", "PATCH", "DELETE"];

    /// <param name="Id">A name for references; unique within the batch.</param>
    /// <param name="Path">As in a single request. `{a.id}` is replaced by that value of the response of operation `a`.</param>
    /// <param name="Body">As in a single request. `{"$from": "a.id"}` is replaced by that value of the response of operation `a`.</param>
    /// <param name="IfMatch">The ETag of the version to edit; `{a.@etag}` is that of the response of operation `a`.</param>
    internal sealed record Operation(
        [property: RegularExpression(NamePattern)] string Id,
        [property: RegularExpression("^(POST|PUT|PATCH|DELETE)$")] string Method,
        [property: StringLength(PathMax, MinimumLength = 9)] string Path,
        JsonElement? Body = null,
        string? IfMatch = null);

    /// <summary>Validates the batch before it runs; null when it is valid.</summary>
    public Error? Check(int most)
    {
        if (Operations.Count is 0 || Operations.Count > most)
        {
            return ErrorResponses.Field("operations", $"Must be 1 to {most} operations.");
        }

        var errors = new Dictionary<string, string[]>(StringComparer.Ordinal);
        var known = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < Operations.Count; i++)
        {
            var at = $"operations[{i}]";
            if (Operations[i] is not { } operation)
            {
                errors.Add(at, ["Must be an operation."]);
                continue;
            }

            void Require(bool holds, string member, string message)
            {
                if (!holds)
                {
                    errors.TryAdd($"{at}.{member}", [message]);
                }
            }

            Require(Methods.Contains(operation.Method, StringComparer.Ordinal), "method", $"Must be one of: {string.Join(", ", Methods)}.");
            Require(
                operation.Path.StartsWith("/api/v1/", StringComparison.Ordinal) && operation.Path.Length <= PathMax,
                "path",
                $"Must begin with /api/v1/ and have at most {PathMax} characters.");
            RequireEarlier("path", BatchReference.In(operation.Path));
            RequireEarlier("ifMatch", BatchReference.In(operation.IfMatch));
            RequireEarlier("body", operation.Body is { } body ? BatchReference.In(body) : []);
            Require(Name().IsMatch(operation.Id), "id", "Must be a letter, followed by up to 31 letters, digits, _ or -.");
            Require(known.Add(operation.Id), "id", "Must differ from the ids of earlier operations.");

            void RequireEarlier(string member, IEnumerable<BatchReference?> references)
            {
                foreach (var reference in references)
                {
                    Require(reference is not null, member, "Contains an invalid reference. Write it as a.id or a.@etag.");
                    Require(
                        reference is null || known.Contains(reference.Operation),
                        member,
                        $"Refers to {reference}, but no earlier operation has that id.");
                }
            }
        }

        return errors.Count == 0 ? null : ErrorResponses.Fields(errors);
    }

    [GeneratedRegex(NamePattern, RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Name();
}

/// <param name="Results">One for each operation, in order.</param>
internal sealed record BatchResponse(IReadOnlyList<BatchResult> Results);

/// <param name="Status">As for a single request. In a failed batch, 424 means that the operation was rolled back or not run.</param>
internal sealed record BatchResult(string Id, int Status)
{
    [JsonPropertyName("etag")]
    public string? ETag { get; init; }

    public string? Location { get; init; }

    /// <summary>The response body; in a failed batch, the problem.</summary>
    public JsonElement? Body { get; init; }
}

// The naming counts where results become part of a problem document, past the options of the host.
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(BatchRequest))]
[JsonSerializable(typeof(BatchResponse))]
internal sealed partial class BatchJson : JsonSerializerContext;
