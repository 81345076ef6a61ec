using Agora.Application.Common;
using Agora.Application.Texts;
using Agora.Domain.Common;
using Agora.Domain.Users;
using FluentValidation;

namespace Agora.Application.Comments;

/// <summary>What a person said, newest first; for the person and staff with what is hidden among it.</summary>
/// <param name="AsHtml">Brings each body as safe HTML as well.</param>
public sealed record ListAuthorComments(Guid Author, bool AsHtml, int Limit, string? Cursor, CountMode Count = CountMode.None)
    : IQuery<Page<AuthoredComment>>;

public sealed class ListAuthorCommentsValidator : AbstractValidator<ListAuthorComments>
{
    public ListAuthorCommentsValidator()
    {
        RuleFor(q => q.Limit).IsCommentLimit();
        RuleFor(q => q.Count).IsInEnum();
    }
}

public sealed class ListAuthorCommentsHandler(ICommentLists comments, CursorCodec cursors, IMarkdown markdown)
    : IQueryHandler<ListAuthorComments, Page<AuthoredComment>>
{
    public async Task<Result<Page<AuthoredComment>>> Handle(ListAuthorComments query, CancellationToken ct)
    {
        var page = await cursors.PageOfAsync(
            UserErrors.NotFound,
            $"users/{query.Author}/comments",
            query.Cursor,
            query.Limit,
            (after, limit) => comments.ByAuthorAsync(query.Author, after, limit, ct),
            last => new KeysetPosition(last.CreatedAt, last.Id));
        var counted = await page.CountedAsync(query.Count, () => comments.CountByAuthorAsync(query.Author, query.Count, ct));
        return query.AsHtml && counted.IsSuccess ? counted.Value.Map(c => c with { Html = markdown.ToHtml(c.Body, c.Id) }) : counted;
    }
}
