using Agora.Application.Common;
using Agora.Domain.Common;
using Agora.Domain.Moderation;
using FluentValidation;

namespace Agora.Application.Moderation;

/// <summary>Asks for another moderator's decision about rejected content; its author may, once.</summary>
/// <param name="Version">The version that the author read; null for the current one.</param>
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
        if (await moderation.LoadAsync(command.CaseId, ct) is not { } found)
        {
            return ModerationErrors.CaseNotFound;
        }

        var appealed = found.Appeal(context.SignedInId, command.Version, command.Appeal, clock.GetUtcNow());
        if (!appealed.IsSuccess)
        {
            return appealed.Error;
        }

        return await moderation.TrySaveAppealAsync(found, command.Version, ct)
            ? default(Done)
            : command.Version is null ? ModerationErrors.NotRejected : ModerationErrors.CaseStale;
    }
}
