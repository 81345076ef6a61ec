using System.Text.Json;
using Agora.Application.Common;
using Agora.Domain.Common;

namespace Agora.Application.Preferences;

/// <summary>Merges a patch (RFC 7396) into what the caller has set.</summary>
/// <param name="Version">The version that the caller read; 0 before anything was set.</param>
public sealed record UpdatePreferences(JsonElement Patch, int Version) : ICommand<PreferencesView>;

public sealed class UpdatePreferencesHandler(IPreferenceRepository preferences, ActorContext context)
    : ICommandHandler<UpdatePreferences, PreferencesView>
{
    public async Task<Result<PreferencesView>> Handle(UpdatePreferences command, CancellationToken ct) =>
        PreferenceChecks.Refuse([], command.Patch, isPatch: true) is { } refused
            ? refused
            : PreferenceChecks.Answer(
                await preferences.MergeAsync(context.SignedInId, command.Patch.GetRawText(), command.Version, ct));
}
