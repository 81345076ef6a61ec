using Agora.Application.Common;
using Agora.Application.Embeddings;
using Agora.Domain.Common;
using Agora.Domain.Posts;
using FluentValidation;

namespace Agora.Application.Posts;

/// <summary>Published posts that are nearest to one in meaning, without it.</summary>
public sealed record ListSimilarPosts(Guid PostId, int Limit) : IQuery<SimilarPosts>;

public sealed record SimilarPosts(IReadOnlyList<SimilarPost> Items);

/// <param name="Similarity">Up to 1, for the same meaning.</param>
public sealed record SimilarPost(PostSummary Post, float Similarity);

public sealed class ListSimilarPostsValidator : AbstractValidator<ListSimilarPosts>
{
    public ListSimilarPostsValidator() => RuleFor(q => q.Limit).IsLimit();
}

public sealed class ListSimilarPostsHandler(IHybridSearch search, IPostEmbeddings embeddings)
    : IQueryHandler<ListSimilarPosts, SimilarPosts>
{
    public async Task<Result<SimilarPosts>> Handle(ListSimilarPosts query, CancellationToken ct)
    {
        if ((await embeddings.CurrentAsync(ct)).Missing is { } missing)
        {
            return missing;
        }

        return await search.SimilarAsync(query.PostId, query.Limit, ct) is { } items ? new SimilarPosts(items) : PostErrors.NotFound;
    }
}
