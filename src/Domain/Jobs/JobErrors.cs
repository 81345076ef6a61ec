using Agora.Domain.Common;

namespace Agora.Domain.Jobs;

public static class JobErrors
{
    [EnforcedBy("jobs_select")]
    public static readonly Error NotFound = Error.NotFound("job.not_found", "There is no such job.");

    public static readonly Error Finished = Error.Conflict("job.finished", "The job is finished.");

    public static readonly Error Running = Error.Conflict("job.running", "The job is running. Cancel it first.");

    [EnforcedBy("app.jobs.fencing_token")]
    public static readonly Error LeaseLost = Error.Conflict(
        "job.lease_lost", "Another worker holds the job now, or it was cancelled. The outcome is not stored.");

    [EnforcedBy("app.jobs.state")]
    public static readonly Error Stale = Error.Stale("job.changed_meanwhile", "The job has another state by now. Read it again.");

    [EnforcedBy("jobs_unique_key")]
    public static readonly Error Duplicate = Error.Conflict(
        "job.duplicate", "Another job of this kind with the same key is queued or running.");

    public static readonly Error TimedOut = Error.Unavailable(
        "job.timed_out", "A step took longer than the kind of job allows.", TimeSpan.Zero);

    [EnforcedBy("app.fail_unknown_jobs")]
    public static readonly Error KindUnknown = Error.Invalid("job.kind_unknown", "No worker knows this kind of job.");

    public static readonly Error PayloadInvalid = Error.Invalid("job.payload_invalid", "The payload is none of this kind of job.");

    public static readonly Error KindNotFound = Error.NotFound("job.kind_not_found", "There is no such kind of job.");

    [EnforcedBy("app.job_kinds.version")]
    public static readonly Error KindStale = Error.Stale(
        "job.kind_changed_meanwhile", "The kind of job was changed since you read it. Read it again.");

    public static readonly Error NotSchedulable = Error.InvalidField(
        "schedule", "job.not_schedulable", "Jobs of this kind have parameters, so no schedule can queue them.");

    [EnforcedBy("ICronSchedules")]
    public static readonly Error ScheduleInvalid = Error.InvalidField(
        "schedule",
        "job.schedule_invalid",
        "Must be a cron expression in UTC: minute, hour, day of month, month, day of week, such as 0 3 * * *. A sixth field in front is "
        + "seconds.");

    [EnforcedBy("ICronSchedules")]
    public static readonly Error ScheduleNeverFires = Error.InvalidField(
        "schedule", "job.schedule_never_fires", "No day has this date, so the schedule would never fire.");
}
