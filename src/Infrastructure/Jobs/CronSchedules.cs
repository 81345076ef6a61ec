using Agora.Application.Jobs;
using Agora.Domain.Common;
using Agora.Domain.Jobs;
using Cronos;

namespace Agora.Infrastructure.Jobs;

internal sealed class CronSchedules : ICronSchedules
{
    private const int Fields = 5, FieldsWithSeconds = 6;

    public Result<DateTimeOffset> Next(string expression, DateTimeOffset after)
    {
        var fields = expression.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries).Length;

        // The library also knows names such as @daily, which are one field.
        if (fields is not (Fields or FieldsWithSeconds)
            || !CronExpression.TryParse(
                expression, fields == FieldsWithSeconds ? CronFormat.IncludeSeconds : CronFormat.Standard, out var cron))
        {
            return JobErrors.ScheduleInvalid;
        }

        return cron.GetNextOccurrence(after, TimeZoneInfo.Utc) is { } next ? next : JobErrors.ScheduleNeverFires;
    }
}
