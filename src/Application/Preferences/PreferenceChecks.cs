using System.Text.Json;
using Agora.Domain.Common;
using Agora.Domain.Preferences;

namespace Agora.Application.Preferences;

/// <summary>
/// Checks a value before it is stored. Handlers call it and not validators, whose errors name members of messages and not
/// keys that the user chose.
/// </summary>
internal static class PreferenceChecks
{
    /// <summary>Null when the value may stand at the path.</summary>
    /// <param name="isPatch">A null removes.</param>
    public static Error? Refuse(IReadOnlyList<string> path, JsonElement value, bool isPatch)
    {
        var wrong = PreferenceRules.Check(path, value, isPatch);
        return wrong.Count == 0 ? null : PreferenceErrors.Refused(wrong);
    }

    public static Result<PreferencesView> Answer(SavedPreferences saved) => saved.Outcome switch
    {
        SavePreferenceOutcome.Saved => saved.View!,
        SavePreferenceOutcome.Stale => PreferenceErrors.Stale,
        SavePreferenceOutcome.Missing => PreferenceErrors.NotFound,
        SavePreferenceOutcome.Blocked => PreferenceErrors.Blocked(saved.BlockedAt!, saved.BlockedBy!),
        SavePreferenceOutcome.TooLarge => PreferenceErrors.TooLarge,
    };
}
