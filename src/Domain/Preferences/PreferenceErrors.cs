using Agora.Domain.Common;

namespace Agora.Domain.Preferences;

public static class PreferenceErrors
{
    [EnforcedBy("user_preferences_select")]
    public static readonly Error NotFound = Error.NotFound("preference.not_found", "Nothing is set there.");

    [EnforcedBy("app.user_preferences.version")]
    public static readonly Error Stale =
        Error.Stale("preference.changed_meanwhile", "The preferences were changed since you read them. Read them again.");

    public static readonly Error SetAlready =
        Error.Stale("preference.set_already", "Something is set there already, and If-None-Match asks that nothing be.");

    public static readonly Error NotSet = Error.Stale("preference.not_set", "Nothing is set there, and If-Match asks that something be.");

    public static readonly Error TooLarge = Error.Invalid(
        "preference.too_large",
        $"With this the preferences would be larger than {PreferenceRules.BytesMax} bytes or nested deeper than "
        + $"{PreferenceRules.DepthMax} levels.");

    public static Error Blocked(string path, string kind) => Error.Conflict(
        "preference.blocked", $"{path} is set and no object but of type {kind}, so nothing can be set below it. Remove it first.");

    public static Error Refused(IReadOnlyDictionary<string, string> wrong) =>
        Error.Invalid("validation.failed", "The request is invalid.") with
        {
            Fields = wrong.ToDictionary(w => w.Key, w => new[] { w.Value }, StringComparer.Ordinal),
        };
}
