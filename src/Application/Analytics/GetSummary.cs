using Agora.Application.Common;
using Agora.Application.Posts;
using Agora.Domain.Common;
using FluentValidation;

namespace Agora.Application.Analytics;

/// <summary>The posts made within some days, as they stand today.</summary>
/// <param name="From">Null for thirty days that end with <paramref name="To"/>.</param>
/// <param name="To">Null for today.</param>
public sealed record GetSummary(DateOnly? From, DateOnly? To) : IQuery<AnalyticsSummary>;

/// <param name="Posts">Made within the days and not in the trash.</param>
/// <param name="Views">Of the published ones, since they were made.</param>
/// <param name="AverageViews">Of a published post; null when there is none.</param>
/// <param name="MedianViews">Of the published posts; null when there is none.</param>
/// <param name="Tags">The ten that most of the published posts carry.</param>
public sealed record AnalyticsSummary(
    DateOnly From,
    DateOnly To,
    long Posts,
    long Published,
    long Drafts,
    long Archived,
    long Hidden,
    long Views,
    decimal? AverageViews,
    decimal? MedianViews,
    IReadOnlyList<TagCount> Tags);

public sealed class GetSummaryValidator : AbstractValidator<GetSummary>
{
    public GetSummaryValidator() => RuleFor(q => q.To).IsBehind(q => q.From);
}

public sealed class GetSummaryHandler(IAnalytics analytics, TimeProvider clock) : IQueryHandler<GetSummary, AnalyticsSummary>
{
    public async Task<Result<AnalyticsSummary>> Handle(GetSummary query, CancellationToken ct)
    {
        var (from, to) = DayRange.Of(query.From, query.To, clock);
        return await analytics.SummaryAsync(from, to, ct);
    }
}
