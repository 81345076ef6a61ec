using Agora.Application.Common;
using Agora.Application.Posts;
using Agora.Domain.Common;
using Agora.Domain.Users;
using FluentValidation;

namespace Agora.Application.Analytics;

public enum SimilarityMeasure
{
    /// <summary>Published posts of the other that share a tag with those of the first.</summary>
    Overlap,

    /// <summary>Tags that both use, as a share of the tags that either uses.</summary>
    Jaccard,
}

/// <summary>Users who write about the same as this one, most similar first; ties by id.</summary>
public sealed record ListSimilarUsers(Guid UserId, SimilarityMeasure By, int Limit) : IQuery<SimilarUsers>;

/// <param name="SharedPosts">Published posts of this person that share a tag.</param>
/// <param name="SharedTags">Tags that both use.</param>
/// <param name="Jaccard">0 to 1.</param>
public sealed record SimilarUser(Guid Id, string Username, string? FullName, long SharedPosts, long SharedTags, decimal Jaccard);

public sealed record SimilarUsers(IReadOnlyList<SimilarUser> Items);

public sealed class ListSimilarUsersValidator : AbstractValidator<ListSimilarUsers>
{
    public ListSimilarUsersValidator()
    {
        RuleFor(q => q.Limit).IsLimit();
        RuleFor(q => q.By).IsInEnum();
    }
}

public sealed class ListSimilarUsersHandler(IAnalytics analytics) : IQueryHandler<ListSimilarUsers, SimilarUsers>
{
    public async Task<Result<SimilarUsers>> Handle(ListSimilarUsers query, CancellationToken ct) =>
        await analytics.SimilarUsersAsync(query.UserId, query.By, query.Limit, ct) is { } similar
            ? new SimilarUsers(similar)
            : UserErrors.NotFound;
}
