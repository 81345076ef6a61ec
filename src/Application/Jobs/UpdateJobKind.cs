using Agora.Application.Common;
using Agora.Domain.Common;
using Agora.Domain.Jobs;
using FluentValidation;

namespace Agora.Application.Jobs;

/// <summary>Pauses a kind of job, or changes its limit or its schedule. Null stands for the default of the kind.</summary>
/// <param name="Version">The version that was read.</param>
public sealed record UpdateJobKind(string Kind, int Version) : ICommand<JobKindView>
{
    public const int ConcurrencyMost = 1000, ScheduleMax = 100;

    public Optional<bool> Paused { get; init; }

    public Optional<int?> ConcurrencyMax { get; init; }

    public Optional<string?> Schedule { get; init; }
}

public sealed class UpdateJobKindValidator : AbstractValidator<UpdateJobKind>
{
    public UpdateJobKindValidator()
    {
        RuleFor(c => c.ConcurrencyMax.Value)
            .InclusiveBetween(1, UpdateJobKind.ConcurrencyMost)
            .OverridePropertyName("concurrencyMax");
        RuleFor(c => c.Schedule.Value)
            .Must(schedule => schedule is null || (schedule.Length <= UpdateJobKind.ScheduleMax && Characters.AreVisible(schedule)))
            .WithMessage($"Must be 1 to {UpdateJobKind.ScheduleMax} characters, at least one of them visible.")
            .OverridePropertyName("schedule");
    }
}

public sealed class UpdateJobKindHandler(IJobSteering jobs, JobKinds kinds, ICronSchedules cron, TimeProvider clock)
    : ICommandHandler<UpdateJobKind, JobKindView>
{
    public Task<Result<JobKindView>> Handle(UpdateJobKind command, CancellationToken ct) =>
        kinds.Get(command.Kind).ThenAsync(kind => UpdateAsync(kind, command, ct));

    private async Task<Result<JobKindView>> UpdateAsync(JobKind kind, UpdateJobKind command, CancellationToken ct)
    {
        var due = Due(command, kind);
        if (!due.IsSuccess)
        {
            return due.Error;
        }

        var current = (await jobs.KindsAsync([kind.Name], ct))[0];
        var settings = new KindSettings(
            kind.Name,
            command.Paused.Or(current.Paused),
            command.ConcurrencyMax.Or(current.ConcurrencyMax),
            command.Schedule.Or(current.Schedule),
            due.Value);
        return await jobs.TrySaveKindAsync(settings, command.Version, ct)
            ? kind.View((await jobs.KindsAsync([kind.Name], ct))[0])
            : JobErrors.KindStale;
    }

    /// <summary>When a schedule that was sent is due; not set when none was.</summary>
    private Result<Optional<ScheduleDue?>> Due(UpdateJobKind command, JobKind kind)
    {
        if (!command.Schedule.IsSet)
        {
            return default(Optional<ScheduleDue?>);
        }

        if ((command.Schedule.Value ?? kind.Schedule) is not { } schedule)
        {
            return new Optional<ScheduleDue?>(null);
        }

        return kind.Read("{}") is null
            ? JobErrors.NotSchedulable
            : cron.Next(schedule, clock.GetUtcNow())
                .Then<Optional<ScheduleDue?>>(next => new Optional<ScheduleDue?>(new ScheduleDue(next, schedule)));
    }
}
