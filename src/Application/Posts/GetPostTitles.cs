using Agora.Application.Common;
using Agora.Domain.Common;
using Agora.Domain.Posts;
using FluentValidation;

namespace Agora.Application.Posts;

/// <summary>The titles of many posts at once, in the order asked for. Posts that the caller may not see are left out.</summary>
/// <param name="Ids">Ids with commas between them.</param>
public sealed record GetPostTitles(string Ids) : IQuery<PostTitles>;

public sealed record PostTitles(IReadOnlyList<PostTitle> Items);

public sealed class GetPostTitlesValidator : AbstractValidator<GetPostTitles>
{
    public GetPostTitlesValidator() => RuleFor(q => q.Ids)
        .Must(ids => GetPostTitlesHandler.Parse(ids) is { Length: <= PostRules.PageMax })
        .WithMessage($"Must be 1 to {PostRules.PageMax} ids with commas between them.");
}

public sealed class GetPostTitlesHandler(IPostLists posts) : IQueryHandler<GetPostTitles, PostTitles>
{
    public async Task<Result<PostTitles>> Handle(GetPostTitles query, CancellationToken ct) =>
        new PostTitles(await posts.TitlesAsync(Parse(query.Ids)!, ct));

    /// <summary>Each id once; null when one of them is none.</summary>
    internal static Guid[]? Parse(string? ids)
    {
        var parsed = new List<Guid>();
        foreach (var part in (ids ?? "").Split(',', StringSplitOptions.TrimEntries))
        {
            if (!Guid.TryParseExact(part, "D", out var id))
            {
                return null;
            }

            parsed.Add(id);
        }

        return [.. parsed.Distinct()];
    }
}
