using Agora.Application.Common;
using Agora.Application.Posts;
using Agora.Domain.Common;
using Agora.Domain.Posts;
using FluentValidation;

namespace Agora.Application.Tags;

/// <summary>Completes a prefix to names of tags, most used first. An alias leads to its tag.</summary>
public sealed record SuggestTags(string? Prefix, int Limit) : IQuery<TagSuggestions>
{
    public const int LimitMax = 50;
}

public sealed class SuggestTagsValidator : AbstractValidator<SuggestTags>
{
    public SuggestTagsValidator()
    {
        RuleFor(q => q.Limit).InclusiveBetween(1, SuggestTags.LimitMax);
        RuleFor(q => q.Prefix).NotEmpty().OverridePropertyName("q");
        RuleFor(q => q.Prefix).IsTag().OverridePropertyName("q");
    }
}

public sealed class SuggestTagsHandler(ITagRepository tags) : IQueryHandler<SuggestTags, TagSuggestions>
{
    public async Task<Result<TagSuggestions>> Handle(SuggestTags query, CancellationToken ct) =>
        new TagSuggestions(await tags.SuggestAsync(TagName.Normalize(query.Prefix)!.Value, query.Limit, ct));
}
