using Agora.Application.Jobs;
using Agora.Domain.Common;
using Agora.Domain.Jobs;
using Cronos;

namespace Agora.Infrastructure.Jobs;

internal sealed class CronSchedules : ICronSchedules
{
    /// <summary>Of a cron expression with seconds.</summary>
    private const int FieldsWithSeconds = 6;

    public Result<DateTimeOffset> Next(string expression, DateTimeOffset after)
    {
        var fields = expression.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries).Length;
        if (!CronExpression.TryParse(
            expression, fields == FieldsWithSeconds ? CronFormat.IncludeSeconds : CronFormat.Standard, out var cron))
        {
            return JobErrors.ScheduleInvalid;
        }

        return cron.GetNextOccurrence(after, TimeZoneInfo.Utc) is { } next ? next : JobErrors.ScheduleNeverFires;
    }
}
