using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Agora.Application.Common;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;

namespace Agora.Api.Http.Responses;

/// <summary>Metadata: the endpoint accepts <see cref="FieldSelection.Parameter"/>. Every JSON read of the API has it.</summary>
internal sealed class SelectsFields;

/// <summary>
/// The parameter <c>fields</c> of every read: the members to return, by name or by path such as <c>author.username</c>. In a page they
/// are members of its items. The type of the response body defines the valid names.
/// </summary>
internal sealed class FieldSelection
{
    public const string Parameter = "fields";

    private const int Most = 50, DepthMax = 4;

    private static readonly ConcurrentDictionary<Type, string[]> Known = new();

    private readonly JsonSerializerOptions json;
    private readonly string[] wanted;

    private FieldSelection(JsonSerializerOptions json, string[] wanted)
    {
        this.json = json;
        this.wanted = wanted;
    }

    /// <summary>Null when the request selects nothing.</summary>
    /// <exception cref="RefusedRequestException">A name is not a member of the response.</exception>
    public static FieldSelection? Of(HttpContext http)
    {
        if (Named(http.Request) is not { Length: > 0 } named
            || ResponseConventions.BodyType(http.GetEndpoint()!.Metadata) is not { } answer)
        {
            return null;
        }

        var options = http.RequestServices.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions;
        var names = Known.GetOrAdd(answer, type => [.. Names(options, Item(type), "", 1)]);
        return named.Length <= Most && named.All(name => names.Contains(name, StringComparer.Ordinal))
            ? new FieldSelection(options, named)
            : throw new RefusedRequestException(
                ErrorResponses.Field(Parameter, $"Must be up to {Most} of these, separated by commas: {string.Join(", ", names)}."));
    }

    /// <summary>Different selections of one version have different tags.</summary>
    public static string Tag(HttpRequest request, string tag)
    {
        if (Named(request) is not { Length: > 0 } named)
        {
            return tag;
        }

        var sorted = string.Join(',', named.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
        return $"{tag[..^1]}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(sorted)).AsSpan(0, 4))}\"";
    }

    private static string[] Named(HttpRequest request) => [.. QueryRules.Separated(request.Query[Parameter])];

    public IResult Select(object value)
    {
        var whole = JsonSerializer.SerializeToNode(value, json.GetTypeInfo(value.GetType()))!;
        if (value is IPage)
        {
            var page = whole.AsObject();
            page["items"] = Pick(page["items"], wanted);
            whole = page;
        }
        else
        {
            whole = Pick(whole, wanted)!;
        }

        return TypedResults.Text(whole.ToJsonString(json), "application/json; charset=utf-8");
    }

    private static JsonNode? Pick(JsonNode? node, IReadOnlyList<string> wanted)
    {
        switch (node)
        {
            case JsonArray array:
                return new JsonArray([.. array.Select(item => Pick(item, wanted))]);
            case JsonObject all:
                var picked = new JsonObject();
                foreach (var (name, member) in all)
                {
                    if (wanted.Contains(name, StringComparer.Ordinal))
                    {
                        picked[name] = member?.DeepClone();
                    }
                    else if (
                        wanted.Where(w => w.StartsWith($"{name}.", StringComparison.Ordinal))
                            .Select(w => w[(name.Length + 1)..])
                            .ToList() is { Count: > 0 } below)
                    {
                        picked[name] = Pick(member, below);
                    }
                }

                return picked;
            default:
                return node?.DeepClone();
        }
    }

    private static Type Item(Type answer) =>
        answer.IsAssignableTo(typeof(IPage)) ? answer.GetProperty(nameof(Page<>.Items))!.PropertyType.GetGenericArguments()[0] : answer;

    private static IEnumerable<string> Names(JsonSerializerOptions json, Type type, string before, int depth)
    {
        var info = json.GetTypeInfo(type);
        if (info is { Kind: JsonTypeInfoKind.Enumerable, ElementType: { } element })
        {
            info = json.GetTypeInfo(element);
        }

        foreach (var member in info.Kind == JsonTypeInfoKind.Object ? info.Properties : [])
        {
            yield return before + member.Name;
            foreach (var below in depth < DepthMax ? Names(json, member.PropertyType, $"{before}{member.Name}.", depth + 1) : [])
            {
                yield return below;
            }
        }
    }
}
