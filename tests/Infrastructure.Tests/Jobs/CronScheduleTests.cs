using System.Globalization;
using Agora.Domain.Jobs;
using Agora.Infrastructure.Jobs;

namespace Agora.Infrastructure.Tests.Jobs;

public sealed class CronScheduleTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 29, 0, 59, 30, TimeSpan.Zero);

    [Theory]
    [InlineData("0 * * * *", "2026-03-29T01:00:00Z")]
    [InlineData("*/10 * * * * *", "2026-03-29T00:59:40Z")]
    [InlineData("30 2 * * *", "2026-03-29T02:30:00Z")]
    [InlineData("0 0 29 2 *", "2028-02-29T00:00:00Z")]
    [InlineData("  0   4 * * MON ", "2026-03-30T04:00:00Z")]
    public void A_schedule_is_in_utc_without_daylight_saving(string expression, string next) =>
        new CronSchedules().Next(expression, Now).Value.ShouldBe(DateTimeOffset.Parse(next, CultureInfo.InvariantCulture));

    [Theory]
    [InlineData("0 0 30 2 *")]
    [InlineData("0 0 31 4,6,9,11 *")]
    public void A_schedule_that_never_fires_is_refused(string expression) =>
        new CronSchedules().Next(expression, Now).Error.ShouldBe(JobErrors.ScheduleNeverFires);

    [Theory]
    [InlineData("")]
    [InlineData("hourly")]
    [InlineData("@daily")]
    [InlineData("@every_second")]
    [InlineData("60 * * * *")]
    [InlineData("* * * *")]
    [InlineData("* * * * * * *")]
    public void What_is_no_schedule_is_refused(string expression) =>
        new CronSchedules().Next(expression, Now).Error.ShouldBe(JobErrors.ScheduleInvalid);
}
