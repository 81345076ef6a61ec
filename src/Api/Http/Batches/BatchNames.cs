using System.Text.Json;
using Agora.Application.Batches;
using Agora.Domain.Posts;

namespace Agora.Api.Http.Batches;

/// <summary>
/// Finds the resources that a batch names before it runs: ids after the noun of their kind in a path, and tags in the body of a post.
/// </summary>
internal static class BatchNames
{
    public static BatchTargets Of(BatchRequest batch)
    {
        HashSet<Guid> people = [], media = [], posts = [], commented = [], comments = [], cases = [];
        HashSet<string> tags = new(StringComparer.Ordinal), replaced = new(StringComparer.Ordinal);
        foreach (var operation in batch.Operations.OfType<BatchRequest.Operation>())
        {
            // Behind /api/v1.
            var path = operation.Path.Split('?')[0].Split('/', StringSplitOptions.RemoveEmptyEntries);
            for (var i = 2; i < path.Length; i++)
            {
                var kind = path[i] switch
                {
                    "posts" => path is [.., "comments"] ? commented : posts,
                    "comments" => comments,
                    "cases" => cases,
                    "media" => media,
                    "users" or "following" or "blocks" => people,
                    _ => null,
                };
                if (kind is not null && i + 1 < path.Length && Guid.TryParse(path[i + 1], out var id))
                {
                    kind.Add(id);
                }
            }

            switch (path)
            {
                case ["api", "v1", "posts", ..]:
                    Add(tags, Strings(operation.Body, "tags"));
                    break;
                case ["api", "v1", "tags", var tag, _]:
                    Add(replaced, [Uri.UnescapeDataString(tag), .. Strings(operation.Body, "into")]);
                    break;
            }
        }

        return new BatchTargets(people, tags, replaced, media, posts, commented, comments, cases);
    }

    /// <summary>Skips invalid tags, which their operation refuses.</summary>
    private static void Add(HashSet<string> names, IEnumerable<string?> texts) =>
        names.UnionWith(texts.Select(TagName.Normalize).OfType<TagName>().Select(t => t.Value));

    private static IEnumerable<string?> Strings(JsonElement? body, string member)
    {
        if (body is not { ValueKind: JsonValueKind.Object } sent || !sent.TryGetProperty(member, out var value))
        {
            return [];
        }

        return value.ValueKind switch
        {
            JsonValueKind.String => [value.GetString()],
            JsonValueKind.Array =>
                value.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()),
            _ => [],
        };
    }
}
