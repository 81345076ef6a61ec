using Agora.Application.Common;
using Agora.Domain.Common;
using Agora.Domain.Moderation;
using FluentValidation;

namespace Agora.Application.Moderation;

/// <summary>Approves what a case is about, which shows it, or rejects it, which hides it and gives its author a strike.</summary>
/// <param name="Version">The version of the case that the moderator read. It changes with the content as well.</param>
/// <param name="Reason">For the author.</param>
/// <param name="Category">What it is, when the flags said something else.</param>
public sealed record DecideCase(Guid CaseId, int Version, bool Approve, string Reason, FlagCategory? Category) : ICommand<CaseView>;

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
        var access = CaseAccess.ForStaff(await moderation.FindAsync(command.CaseId, ct), context.Actor);
        if (!access.IsSuccess)
        {
            return access.Error;
        }

        var wanted = command.Approve ? CaseStatus.Approved : CaseStatus.Rejected;
        if (Refusal(access.Value, command.Version, wanted) is { } refusal)
        {
            return refusal;
        }

        var decision = new Decision(
            command.CaseId, command.Version, wanted, command.Reason, command.Category, context.SignedInId, clock.GetUtcNow());
        return await moderation.TryDecideAsync(decision, ct)
            ? (await moderation.FindAsync(command.CaseId, ct))!
            : ModerationErrors.CaseStale;
    }

    private Error? Refusal(CaseView found, int version, CaseStatus wanted) => found switch
    {
        { Status: CaseStatus.Appealed } when found.DecidedBy == context.SignedInId => ModerationErrors.SameModerator,
        _ when found.IsTakenFrom(context.Actor) => ModerationErrors.Claimed,
        _ when found.Version != version => ModerationErrors.CaseStale,
        { Status: CaseStatus.Approved } => wanted == CaseStatus.Approved ? ModerationErrors.Decided : null,
        { Status: CaseStatus.Rejected } => wanted == CaseStatus.Rejected ? ModerationErrors.Decided : null,
        _ => null,
    };
}
