using Agora.Application.Common;
using Agora.Domain.Common;
using FluentValidation;

namespace Agora.Application.Posts;

/// <summary>
/// Published posts that people talk about and read: 2 x comments + 0.1 x views of the last days. Days are those of UTC, and
/// the last one is today.
/// </summary>
/// <param name="HalfLife">Days after which a comment or a view counts half; null for the same weight on every day.</param>
public sealed record ListTrending(int Days, int? HalfLife, int Limit) : IQuery<Trending>
{
    public const int DaysMax = 90, HalfLifeMax = 30;
}

public sealed class ListTrendingValidator : AbstractValidator<ListTrending>
{
    public ListTrendingValidator()
    {
        RuleFor(q => q.Days).InclusiveBetween(1, ListTrending.DaysMax);
        RuleFor(q => q.HalfLife).InclusiveBetween(1, ListTrending.HalfLifeMax);
        RuleFor(q => q.Limit).IsLimit();
    }
}

public sealed class ListTrendingHandler(IPostLists posts, TimeProvider clock) : IQueryHandler<ListTrending, Trending>
{
    public async Task<Result<Trending>> Handle(ListTrending query, CancellationToken ct)
    {
        var today = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        var first = today.AddDays(1 - query.Days);
        return new Trending(first, today, await posts.TrendingAsync(first, today, query.HalfLife ?? 0, query.Limit, ct));
    }
}
