using Agora.Application.Common;
using Agora.Domain.Common;
using FluentValidation;

namespace Agora.Application.Analytics;

/// <summary>Accounts by the day on which they were made.</summary>
public sealed record GetDailyUsers(DateOnly? From, DateOnly? To) : IQuery<DailyUsers>;

/// <param name="Users">Accounts made, closed ones included.</param>
/// <param name="UniqueEmails">Different e-mail addresses among them.</param>
/// <param name="ActiveUsers">Accounts that are open and not locked.</param>
/// <param name="ActiveRate">The share of active accounts, 0 to 1; null when there are none.</param>
public sealed record UserNumbers(long Users, long UniqueEmails, long ActiveUsers, decimal? ActiveRate);

public sealed record UserDay(DateOnly Day, UserNumbers Numbers);

/// <param name="Days">Those on which an account was made.</param>
/// <param name="Total">
/// Of all days together: an address seen on two days counts once, and each account counts once, on any number of days.
/// </param>
public sealed record DailyUsers(DateOnly From, DateOnly To, IReadOnlyList<UserDay> Days, UserNumbers Total);

public sealed class GetDailyUsersValidator : AbstractValidator<GetDailyUsers>
{
    public GetDailyUsersValidator() => RuleFor(q => q.To).IsBehind(q => q.From);
}

public sealed class GetDailyUsersHandler(IAnalytics analytics, TimeProvider clock) : IQueryHandler<GetDailyUsers, DailyUsers>
{
    public async Task<Result<DailyUsers>> Handle(GetDailyUsers query, CancellationToken ct)
    {
        var (from, to) = DayRange.Of(query.From, query.To, clock);
        return await analytics.DailyUsersAsync(from, to, ct);
    }
}
