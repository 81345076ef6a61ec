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
        var access = CaseAccess.ToDecide(await moderation.LoadAsync(command.CaseId, ct), context.Actor);
        if (!access.IsSuccess)
        {
            return access.Error;
        }

        var (found, by) = access.Value;
        var decided = command.Approve
            ? found.Approve(by, command.Version, command.Reason, clock.GetUtcNow())
            : found.Reject(by, command.Version, command.Reason, command.Category, clock.GetUtcNow());
        if (!decided.IsSuccess)
        {
            return decided.Error;
        }

        return await moderation.TrySaveDecisionAsync(found, ct)
            ? (await moderation.FindAsync(command.CaseId, ct))!
            : ModerationErrors.CaseStale;
    }
}
