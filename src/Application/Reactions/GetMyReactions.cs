using Agora.Application.Common;
using Agora.Domain.Common;
using Agora.Domain.Posts;
using FluentValidation;

namespace Agora.Application.Reactions;

/// <summary>What the caller likes and has bookmarked among the posts and comments of a page.</summary>
public sealed record GetMyReactions(IReadOnlyList<Guid> PostIds, IReadOnlyList<Guid> CommentIds) : IQuery<MyReactions>;

/// <summary>The ids asked for to which it applies, in no order.</summary>
public sealed record MyReactions(IReadOnlyList<Guid> LikedPosts, IReadOnlyList<Guid> BookmarkedPosts, IReadOnlyList<Guid> LikedComments);

public sealed class GetMyReactionsValidator : AbstractValidator<GetMyReactions>
{
    public GetMyReactionsValidator()
    {
        RuleFor(q => q.PostIds).Must(AreFew).WithMessage(TooMany);
        RuleFor(q => q.CommentIds).Must(AreFew).WithMessage(TooMany);
    }

    private static string TooMany => $"Must be at most {PostRules.PageMax} ids.";

    private static bool AreFew(IReadOnlyList<Guid> ids) => ids.Distinct().Count() <= PostRules.PageMax;
}

public sealed class GetMyReactionsHandler(IReactionRepository reactions, ActorContext context) : IQueryHandler<GetMyReactions, MyReactions>
{
    public async Task<Result<MyReactions>> Handle(GetMyReactions query, CancellationToken ct) =>
        await reactions.AmongAsync(context.SignedInId, [.. query.PostIds.Distinct()], [.. query.CommentIds.Distinct()], ct);
}
