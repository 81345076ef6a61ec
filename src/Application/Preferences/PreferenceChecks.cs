using System.Text.Json;
using Agora.Application.Common;
using Agora.Domain.Common;
using Agora.Domain.Preferences;

namespace Agora.Application.Preferences;

/// <summary>
/// What is asked of a value before it is stored. Handlers call it and not validators, whose member names are our own and not
/// keys that somebody chose.
/// </summary>
internal static class PreferenceChecks
{
    /// <summary>No body nests deeper than this when it comes here.</summary>
    private const int BodyDepthMax = 64;

    private static readonly Error Unstorable = Error.InvalidField(
        "body", "validation.failed", "Holds a number out of range, NUL, or half of a surrogate pair.");

    /// <summary>Null when the value may stand at the path.</summary>
    /// <param name="isPatch">A null removes.</param>
    public static Error? Refuse(IReadOnlyList<string> path, JsonElement value, bool isPatch)
    {
        if (!StorableJson.IsStorable(value, BodyDepthMax))
        {
            return Unstorable;
        }

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
