using Agora.Application.Common;
using Agora.Domain.Common;
using FluentValidation;

namespace Agora.Application.Posts;

/// <summary>Completes words of the titles of published posts, newest first.</summary>
/// <param name="Typed">Words, the last of which may continue.</param>
public sealed record SuggestTitles(string? Typed, int Limit) : IQuery<TitleSuggestions>
{
    public const int LimitMax = 50;
}

public sealed record TitleSuggestion(Guid Id, string Title);

public sealed record TitleSuggestions(IReadOnlyList<TitleSuggestion> Items);

public sealed class SuggestTitlesValidator : AbstractValidator<SuggestTitles>
{
    public SuggestTitlesValidator()
    {
        RuleFor(q => q.Typed).IsSearchTerm();
        RuleFor(q => q.Limit).InclusiveBetween(1, SuggestTitles.LimitMax);
    }
}

public sealed class SuggestTitlesHandler(IPostSearch search) : IQueryHandler<SuggestTitles, TitleSuggestions>
{
    public async Task<Result<TitleSuggestions>> Handle(SuggestTitles query, CancellationToken ct) =>
        new TitleSuggestions(await search.SuggestTitlesAsync(query.Typed!.Trim(), query.Limit, ct));
}
