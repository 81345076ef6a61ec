using Agora.Application.Common;
using Agora.Domain.Common;
using Agora.Domain.Moderation;
using FluentValidation;

namespace Agora.Application.Moderation;

/// <summary>Asks another moderator to look at what was rejected; its author may, once.</summary>
/// <param name="Version">The version that the author read, or null for whatever there is.</param>
public sealed record AppealCase(Guid CaseId, string Appeal, int? Version) : ICommand<Done>;

public sealed class AppealCaseValidator : AbstractValidator<AppealCase>
{
    public AppealCaseValidator() => RuleFor(c => c.Appeal).IsWords(ModerationRules.AppealMax).OverridePropertyName("text");
}

public sealed class AppealCaseHandler(IModerationRepository moderation, ActorContext context, TimeProvider clock)
    : ICommandHandler<AppealCase, Done>
{
    public async Task<Result<Done>> Handle(AppealCase command, CancellationToken ct)
    {
        if (await moderation.FindAsync(command.CaseId, ct) is not { } found || found.Author.Id != context.SignedInId)
        {
            return ModerationErrors.CaseNotFound;
        }

        if (command.Version is { } version && version != found.Version)
        {
            return ModerationErrors.CaseStale;
        }

        if (found.AppealedAt is not null)
        {
            return ModerationErrors.AppealedBefore;
        }

        if (found.Status != CaseStatus.Rejected)
        {
            return ModerationErrors.NotRejected;
        }

        return await moderation.TryAppealAsync(command.CaseId, command.Version, command.Appeal, clock.GetUtcNow(), ct)
            ? default(Done)
            : command.Version is null ? ModerationErrors.NotRejected : ModerationErrors.CaseStale;
    }
}
