using Agora.Application.Common;
using Agora.Domain.Common;
using Agora.Domain.Moderation;
using FluentValidation;

namespace Agora.Application.Moderation;

/// <summary>Approves what a case is about, which shows it, or rejects it, which hides it and gives its author a strike.</summary>
/// <param name="Reason">For the author.</param>
/// <param name="Category">What it is, when the flags said something else.</param>
public sealed record DecideCase(Guid CaseId, bool Approve, string Reason, FlagCategory? Category) : ICommand<CaseView>;

public sealed class DecideCaseValidator : AbstractValidator<DecideCase>
{
    public DecideCaseValidator()
    {
        RuleFor(c => c.Reason).IsWords(ModerationRules.ReasonMax);
        RuleFor(c => c.Category).IsInEnum();
    }
}

public sealed class DecideCaseHandler(IModerationRepository moderation, ActorContext context, TimeProvider clock)
    : ICommandHandler<DecideCase, CaseView>
{
    public async Task<Result<CaseView>> Handle(DecideCase command, CancellationToken ct)
    {
        var me = context.SignedInId;
        if (!context.Actor.IsStaff || await moderation.FindAsync(command.CaseId, ct) is not { } found)
        {
            return ModerationErrors.CaseNotFound;
        }

        var wanted = command.Approve ? CaseStatus.Approved : CaseStatus.Rejected;
        if (Refusal(found, wanted, me) is { } refusal)
        {
            return refusal;
        }

        var decision = new Decision(found.Id, found.Status, wanted, command.Reason, command.Category, me, clock.GetUtcNow());
        return await moderation.TryDecideAsync(decision, context.Actor.IsAdmin, ct)
            ? (await moderation.FindAsync(command.CaseId, ct))!
            : ModerationErrors.Claimed;
    }

    private static Error? Refusal(CaseView found, CaseStatus wanted, Guid me) => found switch
    {
        _ when found.Author.Id == me => ModerationErrors.OwnContent,
        { Status: CaseStatus.Appealed } when found.DecidedBy == me => ModerationErrors.SameModerator,
        { Status: CaseStatus.Approved } => wanted == CaseStatus.Approved ? ModerationErrors.Decided : null,
        { Status: CaseStatus.Rejected } => wanted == CaseStatus.Rejected ? ModerationErrors.Decided : null,
        _ => null,
    };
}
