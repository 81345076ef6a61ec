using Agora.Application.Common;
using Agora.Application.Jobs;
using Agora.Domain.Common;
using Agora.Domain.Maintenance;
using FluentValidation;

namespace Agora.Application.Maintenance;

/// <summary>
/// Does something to the database server, as the role that maintains. What takes as long as a table is large is queued for a worker.
/// What becomes of it is recorded, with the reason. For admins.
/// </summary>
public sealed record StartAction(OperatorActionKind Action, string Reason) : ICommand<OperatorActionView>, IRunsAsSystem, IOwnsTransaction
{
    /// <summary>Process id of the session to cancel or terminate.</summary>
    public int? Pid { get; init; }

    /// <summary>When that session began, so that no other one with its process id is hit; null for whichever has it.</summary>
    public DateTimeOffset? SessionStartedAt { get; init; }

    /// <summary>Whether the session of a migration may be hit.</summary>
    public bool IncludeMigration { get; init; }

    /// <summary>The table to vacuum, analyze or reindex.</summary>
    public string? Table { get; init; }

    /// <summary>The index to reindex.</summary>
    public string? Index { get; init; }

    /// <summary>Whether this process does it now, instead of a worker.</summary>
    public bool Now { get; init; }

    internal bool NeedsSession => Action is OperatorActionKind.Cancel or OperatorActionKind.Terminate;

    internal string Target => Action switch
    {
        OperatorActionKind.Cancel or OperatorActionKind.Terminate => $"process {Pid}",
        OperatorActionKind.Reset => "statistics of statements",
        OperatorActionKind.Vacuum or OperatorActionKind.Analyze => ActionTarget.OfTable(Table!),
        OperatorActionKind.Reindex => Index is null ? ActionTarget.OfTable(Table!) : ActionTarget.OfIndex(Index),
    };
}

public sealed class StartActionValidator : AbstractValidator<StartAction>
{
    private static readonly string Target = $"Must be the name of 1 to {ActionTarget.NameMax} characters, at least one of them visible.";

    public StartActionValidator()
    {
        RuleFor(c => c.Action).IsInEnum();
        RuleFor(c => c.Reason)
            .Must(OperatorAction.IsReason)
            .WithMessage($"Must be 1 to {OperatorAction.ReasonMax} characters, at least one of them visible.");
        RuleFor(c => c.Pid)
            .Must(pid => pid > 0)
            .When(c => c.NeedsSession)
            .WithMessage("Must be the process id of the session.");
        RuleFor(c => c.Table)
            .Must(ActionTarget.IsName)
            .When(c => c.Action.IsSlow() && c.Index is null)
            .WithMessage(Target);
        RuleFor(c => c.Index)
            .Must(ActionTarget.IsName)
            .When(c => c.Action == OperatorActionKind.Reindex && c.Index is not null)
            .WithMessage(Target);
        RuleFor(c => c.Table)
            .Null()
            .When(c => !c.Action.IsSlow() || (c.Action == OperatorActionKind.Reindex && c.Index is not null))
            .WithMessage("Must be absent: this action has another target.");
        RuleFor(c => c.Index)
            .Null()
            .When(c => c.Action != OperatorActionKind.Reindex)
            .WithMessage("Must be absent: only reindex takes an index.");
        RuleFor(c => c.Pid).Null().When(c => !c.NeedsSession).WithMessage("Must be absent: this action has another target.");
    }
}

public sealed class StartActionHandler(
    IServerMaintenance server,
    IActionJournal journal,
    ActionRunner runner,
    JobQueue jobs,
    IUnitOfWork unitOfWork,
    ActorContext context,
    TimeProvider clock) : ICommandHandler<StartAction, OperatorActionView>
{
    public async Task<Result<OperatorActionView>> Handle(StartAction command, CancellationToken ct)
    {
        var isQueued = command.Action.IsSlow() && !command.Now;
        var action = new NewAction(
            Guid.CreateVersion7(clock.GetUtcNow()), command.Action, command.Target, command.Reason, context.Actor, isQueued);
        return await (await journal.BeginAsync(action, ct)).ThenAsync(requestedAt =>
        {
            var view = new OperatorActionView(
                action.Id,
                action.Kind,
                action.Target,
                action.Reason,
                action.Actor.UserId,
                isQueued ? OperatorActionState.Queued : OperatorActionState.Running,
                requestedAt,
                isQueued ? null : requestedAt,
                FinishedAt: null,
                ErrorCode: null,
                Detail: null);
            return isQueued ? QueueAsync(view, ct) : runner.RunAsync(view, t => ActAsync(command, t), ct);
        });
    }

    /// <summary>The target is looked for now, so that a name that is wrong is refused and not queued.</summary>
    private async Task<Result<OperatorActionView>> QueueAsync(OperatorActionView view, CancellationToken ct)
    {
        Result<bool> queued;
        try
        {
            queued = await (await runner.FindAsync(view.Target, ct)).ThenAsync(_ => unitOfWork.ExecuteAsync(
                async t => (Result<bool>)await jobs.EnqueueAsync(new PerformAction(view.Id), new JobOptions { Id = view.Id }, t),
                static result => result.IsSuccess,
                ct));
        }
        catch (Exception exception)
        {
            // The record must not wait for a job that there is not.
            await journal.EndAsync(view.Id, ActionRunner.Failed(exception), CancellationToken.None);
            throw;
        }

        if (!queued.IsSuccess)
        {
            await journal.EndAsync(view.Id, ActionRunner.Failed(queued.Error), CancellationToken.None);
            return queued.Error;
        }

        return view;
    }

    private async Task<Result<string>> ActAsync(StartAction command, CancellationToken ct) => command.Action switch
    {
        OperatorActionKind.Cancel or OperatorActionKind.Terminate => await (await server.FindSessionAsync(command.Pid!.Value, ct))
            .Then(session => session.MayBeEnded(command.SessionStartedAt, command.IncludeMigration))
            .ThenAsync(session => EndAsync(command.Action, session, ct)),
        OperatorActionKind.Reset => (await server.ResetStatisticsAsync(ct))
            .Then<string>(_ => "The statistics of the statements of this database begin anew."),
        _ => await runner.MaintainAsync(command.Action, command.Target, ct),
    };

    private async Task<Result<string>> EndAsync(OperatorActionKind action, ServerSession session, CancellationToken ct)
    {
        var named = $"process {session.Pid} of {session.Role} ({session.Application})";
        return action == OperatorActionKind.Cancel
            ? (await server.CancelAsync(session, ct)).Then<string>(_ => $"Asked {named} to cancel its statement.")
            : (await server.TerminateAsync(session, ct)).Then<string>(ended => ended
                ? $"Ended {named}."
                : $"Asked {named} to end; it has not yet.");
    }
}
