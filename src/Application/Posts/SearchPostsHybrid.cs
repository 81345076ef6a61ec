using System.Text.Json.Serialization;
using Agora.Application.Common;
using Agora.Application.Embeddings;
using Agora.Application.Users;
using Agora.Domain.Common;
using Agora.Domain.Embeddings;
using Agora.Domain.Posts;
using FluentValidation;

namespace Agora.Application.Posts;

/// <summary>
/// Published posts that are best by words and by meaning together: reciprocal rank fusion (Cormack, Clarke and Büttcher 2009) of the best
/// <see cref="Depth"/> of both. A post at place p of a source gets weight / (k + p) from it. Without vectors the words decide alone.
/// </summary>
/// <param name="Author">An id or a username.</param>
/// <param name="K">The larger, the less the first places of a source outweigh its later ones.</param>
/// <param name="WordsWeight">0 leaves the words out.</param>
/// <param name="MeaningWeight">0 leaves the meaning out.</param>
/// <param name="SimilarityMin">What is less similar does not count as found by meaning.</param>
/// <param name="Effort">Candidates in the index of vectors (ef_search): more finds more of the nearest, and takes longer.</param>
/// <param name="Autocorrect">Whether a corrected term is searched for when no words match.</param>
public sealed record SearchPostsHybrid(
    string? Term,
    IReadOnlyList<string>? Tags,
    TagMatch TagMatch,
    string? Author,
    DateTimeOffset? From,
    DateTimeOffset? To,
    string? Language,
    string? Metadata,
    int Limit,
    int K,
    double WordsWeight,
    double MeaningWeight,
    double SimilarityMin,
    int Effort,
    bool Autocorrect) : IQuery<HybridResults>
{
    public const int Depth = 100, LimitMax = 100, KDefault = 60, KMax = 1000, EffortMin = 10, EffortDefault = 160, EffortMax = 400;

    public const double WeightMax = 100;
}

/// <param name="Meaning">What the vectors contributed.</param>
public sealed record HybridResults(IReadOnlyList<HybridPost> Items, MeaningSource Meaning)
{
    /// <summary>Another spelling of the term whose words find posts; only when those of the term find none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Suggestion { get; init; }
}

/// <param name="Used">Whether the posts were searched by meaning too.</param>
/// <param name="Model">The model whose vectors were read; null when none were.</param>
/// <param name="Reason">The code of the problem that kept the meaning out; null when it was used or was not wanted.</param>
public sealed record MeaningSource(bool Used, string? Model, string? Reason);

/// <param name="Score">What the list is ordered by: the sum over both sources.</param>
/// <param name="Words">The place among the posts found by words; null when it is not among them.</param>
/// <param name="Meaning">The same by meaning; its score is the similarity, up to 1.</param>
/// <param name="Snippet">HTML: the places in the body that match, escaped, with the words in <c>mark</c> elements.</param>
public sealed record HybridPost(PostSummary Post, double Score, RankedPlace? Words, RankedPlace? Meaning, string Snippet);

/// <param name="Rank">From 1.</param>
/// <param name="Score">By which the source ranks.</param>
public sealed record RankedPlace(int Rank, float Score);

public sealed class SearchPostsHybridValidator : AbstractValidator<SearchPostsHybrid>
{
    public SearchPostsHybridValidator()
    {
        RuleFor(q => q.Term).IsSearchTerm();
        RuleFor(q => q.Tags).IsTagFilter();
        RuleFor(q => q.TagMatch).IsInEnum();
        RuleFor(q => q.Author).IsUserReference();
        RuleFor(q => q.Language!).IsLanguage().When(q => q.Language is not null);
        RuleFor(q => q.Metadata).Satisfies(text => text is null ? null : PostMetadata.Refuse(text));
        RuleFor(q => q.Limit).IsLimit();
        RuleFor(q => q.K)
            .InclusiveBetween(1, SearchPostsHybrid.KMax)
            .WithMessage($"Must be a whole number from 1 to {SearchPostsHybrid.KMax}.");
        RuleFor(q => q.WordsWeight).Must(IsWeight).WithMessage($"Must be a number from 0 to {SearchPostsHybrid.WeightMax}.");
        RuleFor(q => q.MeaningWeight).Must(IsWeight).WithMessage($"Must be a number from 0 to {SearchPostsHybrid.WeightMax}.");
        RuleFor(q => q.SimilarityMin).Must(value => value is >= -1 and <= 1).WithMessage("Must be a number from -1 to 1.");
        RuleFor(q => q.Effort)
            .InclusiveBetween(SearchPostsHybrid.EffortMin, SearchPostsHybrid.EffortMax)
            .WithMessage($"Must be a whole number from {SearchPostsHybrid.EffortMin} to {SearchPostsHybrid.EffortMax}.");
    }

    private static bool IsWeight(double value) => value is >= 0 and <= SearchPostsHybrid.WeightMax;
}

public sealed class SearchPostsHybridHandler(
    IHybridSearch search,
    IPostSearch words,
    SpellingCorrection spelling,
    IUserRepository users,
    IPostEmbeddings embeddings,
    IEmbedder embedder)
    : IQueryHandler<SearchPostsHybrid, HybridResults>
{
    public async Task<Result<HybridResults>> Handle(SearchPostsHybrid query, CancellationToken ct)
    {
        var author = query.Author is { } reference ? await users.ResolveAsync(reference, ct) : (Guid?)null;
        var wanted = new PostQuery(
            query.Term!.Trim(), TagFilter.Of(query.Tags, query.TagMatch), author, query.From, query.To, query.Language, query.Metadata);
        var results = await FindAsync(wanted, query, ct);
        if (query.WordsWeight == 0 || results.Items.Any(item => item.Words is not null))
        {
            return results;
        }

        // The places that are listed may all be of the meaning.
        if ((await words.BestAsync(wanted, null, null, 1, ct)).Count > 0)
        {
            return results;
        }

        var suggestion = await spelling.CorrectAsync(wanted, ct);
        return (suggestion is not null && query.Autocorrect ? await FindAsync(wanted with { Term = suggestion }, query, ct) : results) with
        {
            Suggestion = suggestion,
        };
    }

    private async Task<HybridResults> FindAsync(PostQuery wanted, SearchPostsHybrid query, CancellationToken ct)
    {
        var fusion = new Fusion(
            query.K, query.WordsWeight, query.MeaningWeight, query.SimilarityMin, query.Effort, SearchPostsHybrid.Depth, query.Limit);
        var (vector, source) = query.MeaningWeight > 0
            ? await VectorAsync(wanted.Term, ct)
            : (null, new MeaningSource(Used: false, null, null));
        var items = vector is null
            ? await search.ByWordsAsync(wanted, fusion, ct)
            : await search.FusedAsync(wanted, source.Model!, vector, fusion, ct);
        return new HybridResults(items, source);
    }

    private async Task<(float[]? Vector, MeaningSource Source)> VectorAsync(string term, CancellationToken ct)
    {
        if (embedder.Model is null)
        {
            return Without(EmbeddingErrors.Off);
        }

        var current = await embeddings.CurrentAsync(ct);
        if (current.Refusal is { } refusal)
        {
            return Without(refusal);
        }

        var model = current.Name!;
        if (!embedder.Knows(model))
        {
            return Without(EmbeddingErrors.EmbedderAway);
        }

        try
        {
            var made = await embedder.EmbedAsync(model, EmbeddedText.Query, [term], ct);
            return made.IsSuccess ? (made.Value[0], new MeaningSource(Used: true, model, null)) : Without(made.Error);
        }
        catch (DependencyException away)
        {
            // Words still find what they find.
            return Without(away.Error);
        }
    }

    private static (float[]? Vector, MeaningSource Source) Without(Error error) => (null, new MeaningSource(Used: false, null, error.Code));
}
