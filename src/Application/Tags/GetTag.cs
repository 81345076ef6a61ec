using Agora.Application.Common;
using Agora.Domain.Common;
using Agora.Domain.Posts;

namespace Agora.Application.Tags;

/// <summary>One tag with the names that it had; an old name finds it too.</summary>
public sealed record GetTag(string Name) : IQuery<TagView>;

public sealed class GetTagHandler(ITagRepository tags) : IQueryHandler<GetTag, TagView>
{
    public async Task<Result<TagView>> Handle(GetTag query, CancellationToken ct) =>
        TagName.Normalize(query.Name) is { } name && await tags.FindAsync(name.Value, ct) is { } tag ? tag : PostErrors.TagNotFound;
}
