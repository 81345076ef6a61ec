using Agora.Application.Common;
using Agora.Application.Posts;
using Agora.Domain.Common;
using FluentValidation;

namespace Agora.Application.Media;

/// <summary>The caller's own files, latest first.</summary>
public sealed record ListMedia(int Limit, string? Cursor, CountMode Count = CountMode.None) : IQuery<Page<MediaView>>;

public sealed class ListMediaValidator : AbstractValidator<ListMedia>
{
    public ListMediaValidator()
    {
        RuleFor(q => q.Limit).IsLimit();
        RuleFor(q => q.Count).IsInEnum();
    }
}

public sealed class ListMediaHandler(IMediaRepository media, CursorCodec cursors, ActorContext context)
    : IQueryHandler<ListMedia, Page<MediaView>>
{
    public async Task<Result<Page<MediaView>>> Handle(ListMedia query, CancellationToken ct)
    {
        var owner = context.SignedInId;
        var page = await cursors.PageAsync(
            $"media/{owner}",
            query.Cursor,
            query.Limit,
            (after, limit) => media.ListAsync(owner, after, limit, ct),
            last => new KeysetPosition(last.CreatedAt, last.Id));
        return await page.CountedAsync(query.Count, () => media.CountAsync(owner, query.Count, ct));
    }
}
