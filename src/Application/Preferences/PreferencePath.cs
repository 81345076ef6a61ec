using Agora.Domain.Common;
using Agora.Domain.Preferences;

namespace Agora.Application.Preferences;

/// <summary>The place of one setting: keys joined by <c>/</c>, as in its address.</summary>
internal static class PreferencePath
{
    private static readonly Error Malformed = Error.InvalidField(
        "path",
        "validation.failed",
        $"Must be 1 to {PreferenceRules.DepthMax} keys joined by slashes, each 1 to {PreferenceRules.KeyMax} letters, digits, dots, "
        + "hyphens or underscores.");

    public static Result<IReadOnlyList<string>> Parse(string text)
    {
        var keys = text.Split('/');
        return keys.Length <= PreferenceRules.DepthMax && Array.TrueForAll(keys, PreferenceRules.IsKey) ? keys : Malformed;
    }
}
