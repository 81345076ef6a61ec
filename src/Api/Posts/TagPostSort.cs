using System.Text.Json.Serialization;

namespace Agora.Api.Posts;

/// <summary>What comes first among the posts of a tag.</summary>
internal enum TagPostSort
{
    [JsonStringEnumMemberName("-publishedAt")]
    Newest,

    [JsonStringEnumMemberName("publishedAt")]
    Oldest,
}
