using Agora.Application.Common;
using Agora.Domain.Common;
using Agora.Domain.Posts;
using FluentValidation;

namespace Agora.Application.Posts;

/// <summary>The titles of many posts at once, in the order asked for. Posts that the caller may not see are left out.</summary>
public sealed record GetPostTitles(IReadOnlyList<Guid> Ids) : IQuery<PostTitles>;

public sealed record PostTitles(IReadOnlyList<PostTitle> Items);

public sealed class GetPostTitlesValidator : AbstractValidator<GetPostTitles>
{
    public GetPostTitlesValidator() => RuleFor(q => q.Ids)
        .Must(ids => ids.Count is >= 1 && ids.Distinct().Count() <= PostRules.PageMax)
        .WithMessage($"Must be 1 to {PostRules.PageMax} ids.");
}

public sealed class GetPostTitlesHandler(IPostLists posts) : IQueryHandler<GetPostTitles, PostTitles>
{
    public async Task<Result<PostTitles>> Handle(GetPostTitles query, CancellationToken ct) =>
        new PostTitles(await posts.TitlesAsync([.. query.Ids.Distinct()], ct));
}
