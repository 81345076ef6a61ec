using Agora.Application.Common;
using Agora.Application.Posts;

namespace Agora.Application.Tags;

/// <summary>
/// Tags in use. Every list takes the position that the page before ended with, and returns at most <c>limit</c> rows behind it. A prefix
/// is that of the name, and may be empty.
/// </summary>
public interface ITagLists
{
    /// <summary>Those on the most posts first.</summary>
    Task<IReadOnlyList<TagCount>> MostUsedAsync(TagCount after, int limit, CancellationToken ct);

    /// <summary>Those among them with the prefix, all of which are looked at.</summary>
    Task<IReadOnlyList<TagCount>> MostUsedAsync(string prefix, TagCount after, int limit, CancellationToken ct);

    /// <summary>By name, in the order of its bytes.</summary>
    Task<IReadOnlyList<TagCount>> ByNameAsync(string prefix, string after, int limit, CancellationToken ct);

    Task<long> CountAsync(string prefix, CountMode mode, CancellationToken ct);
}
