using System.Text.Json;
using Agora.Domain.Common;

namespace Agora.Domain.Posts;

/// <summary>What an author writes.</summary>
/// <param name="Body">Markdown.</param>
/// <param name="Language">The language that search reads it in.</param>
public sealed record PostText(string Title, string Body, string Language, IReadOnlyList<TagName> Tags, PostMetadata Metadata);

/// <summary>The members of a text that an edit replaces; null leaves one as it is.</summary>
public sealed record PostChanges
{
    public string? Title { get; init; }

    public string? Body { get; init; }

    public string? Language { get; init; }

    public IReadOnlyList<TagName>? Tags { get; init; }

    public MetadataPatch? Metadata { get; init; }

    public Result<PostText> ApplyTo(PostText text)
    {
        var metadata = Metadata is { } patch ? text.Metadata.Merge(patch.Json) : text.Metadata;
        return metadata.Then<PostText>(merged => new PostText(
            Title ?? text.Title, Body ?? text.Body, Language ?? text.Language, Tags ?? text.Tags, merged));
    }
}

/// <param name="Json">A merge patch (RFC 7396); null clears the metadata.</param>
public sealed record MetadataPatch(JsonElement? Json);
