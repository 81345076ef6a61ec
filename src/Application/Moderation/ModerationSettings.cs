using Agora.Application.Common;
using Agora.Domain.Common;
using Agora.Domain.Moderation;
using FluentValidation;

namespace Agora.Application.Moderation;

/// <summary>How moderation works here, for moderators.</summary>
public sealed record GetModerationSettings : IQuery<ModerationSettingsView>;

public sealed class GetModerationSettingsHandler(IModerationRepository moderation)
    : IQueryHandler<GetModerationSettings, ModerationSettingsView>
{
    public async Task<Result<ModerationSettingsView>> Handle(GetModerationSettings query, CancellationToken ct) =>
        await moderation.FindSettingsAsync(ct) is { } settings ? settings : ModerationErrors.CaseNotFound;
}

/// <summary>Changes what was sent; admins alone may. It counts from the next flag on.</summary>
public sealed record UpdateModerationSettings(int Version) : ICommand<ModerationSettingsView>
{
    public Optional<int> HideAfterFlags { get; init; }
}

public sealed class UpdateModerationSettingsValidator : AbstractValidator<UpdateModerationSettings>
{
    public UpdateModerationSettingsValidator() => RuleFor(c => c.HideAfterFlags.Value)
        .InclusiveBetween(0, ModerationRules.HideAfterFlagsMax)
        .When(c => c.HideAfterFlags.IsSet)
        .OverridePropertyName("hideAfterFlags");
}

public sealed class UpdateModerationSettingsHandler(IModerationRepository moderation)
    : ICommandHandler<UpdateModerationSettings, ModerationSettingsView>
{
    public async Task<Result<ModerationSettingsView>> Handle(UpdateModerationSettings command, CancellationToken ct)
    {
        if (await moderation.FindSettingsAsync(ct) is not { } current)
        {
            return ModerationErrors.CaseNotFound;
        }

        return await moderation.SaveSettingsAsync(command.Version, command.HideAfterFlags.Or(current.HideAfterFlags), ct) is { } saved
            ? saved
            : ModerationErrors.SettingsStale;
    }
}
