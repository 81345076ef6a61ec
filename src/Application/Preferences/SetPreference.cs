using System.Text.Json;
using Agora.Application.Common;
using Agora.Domain.Common;
using Agora.Domain.Preferences;

namespace Agora.Application.Preferences;

/// <summary>Sets one value, and makes the objects that are missing above it.</summary>
/// <param name="Path">Keys joined by <c>/</c>.</param>
/// <param name="Version">The version that the caller read, or null for any: other paths stay as they are.</param>
/// <param name="OnlyNew">Refuses to replace a value.</param>
/// <param name="OnlyPresent">Refuses to set what is not set.</param>
public sealed record SetPreference(string Path, JsonElement Value, int? Version, bool OnlyNew, bool OnlyPresent)
    : ICommand<PreferencesView>;

public sealed class SetPreferenceHandler(IPreferenceRepository preferences, ActorContext context)
    : ICommandHandler<SetPreference, PreferencesView>
{
    private static readonly Error Null = Error.InvalidField("body", "validation.failed", "Must not be null. DELETE removes a setting.");

    public async Task<Result<PreferencesView>> Handle(SetPreference command, CancellationToken ct)
    {
        var path = PreferencePath.Parse(command.Path);
        if (!path.IsSuccess)
        {
            return path.Error;
        }

        if (command.Value.ValueKind == JsonValueKind.Null)
        {
            return Null;
        }

        if (PreferenceChecks.Refuse(path.Value, command.Value, isPatch: false) is { } refused)
        {
            return refused;
        }

        var saved = await preferences.SetAsync(
            context.SignedInId, path.Value, command.Value.GetRawText(), command.Version, command.OnlyNew, command.OnlyPresent, ct);
        return (saved.Outcome, command) switch
        {
            (SavePreferenceOutcome.Stale, { OnlyPresent: true }) => PreferenceErrors.NotSet,
            (SavePreferenceOutcome.Stale, { OnlyNew: true, Version: null }) => PreferenceErrors.SetAlready,
            _ => PreferenceChecks.Answer(saved),
        };
    }
}

/// <summary>Removes one value and all values below it.</summary>
/// <param name="Path">Keys joined by <c>/</c>.</param>
/// <param name="Version">The version that the caller read, or null for any.</param>
public sealed record RemovePreference(string Path, int? Version) : ICommand<PreferencesView>;

public sealed class RemovePreferenceHandler(IPreferenceRepository preferences, ActorContext context)
    : ICommandHandler<RemovePreference, PreferencesView>
{
    public async Task<Result<PreferencesView>> Handle(RemovePreference command, CancellationToken ct)
    {
        var path = PreferencePath.Parse(command.Path);
        return path.IsSuccess
            ? PreferenceChecks.Answer(await preferences.RemoveAsync(context.SignedInId, path.Value, command.Version, ct))
            : path.Error;
    }
}
