using FluentValidation;

namespace Agora.Application.Analytics;

internal static class DayRange
{
    public const int DefaultDays = 30;

    public static (DateOnly From, DateOnly To) Of(DateOnly? from, DateOnly? to, TimeProvider clock)
    {
        var last = to ?? DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        // The first day there is, for those who ask for the beginning of time.
        return (from ?? DateOnly.FromDayNumber(Math.Max(0, last.DayNumber - DefaultDays + 1)), last);
    }

    public static IRuleBuilderOptions<T, DateOnly?> IsBehind<T>(this IRuleBuilder<T, DateOnly?> rule, Func<T, DateOnly?> from) =>
        rule.Must((query, to) => to is null || from(query) is not { } first || first <= to).WithMessage("Must not be before `from`.");
}
