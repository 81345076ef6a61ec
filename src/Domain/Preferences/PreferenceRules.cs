using System.Text.Json;

namespace Agora.Domain.Preferences;

/// <summary>
/// The settings there are, and the limits of a document. The one table that validates what is sent, that the served schema is written
/// from, and that tells what is counted. Below <see cref="Custom"/> front ends keep what they like.
/// </summary>
public static class PreferenceRules
{
    /// <summary>Bytes of the whole document as the database writes it; it checks the same.</summary>
    public const int BytesMax = 16384;

    /// <summary>Levels of a document: keys of a path, and what its value nests. The database checks the same.</summary>
    public const int DepthMax = 8;

    public const int KeyMax = 64;

    public const string Custom = "custom";

    /// <summary>Keys stand in addresses, so they are what needs no escaping there, and are never <c>.</c> or <c>..</c>.</summary>
    public const string KeyPattern = "^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$";

    public static readonly IReadOnlyList<Setting> Settings =
    [
        new ChoiceSetting("theme", "Colours of the pages.", "light", "dark", "system"),
        new TextSetting(
            "language",
            "Language of the pages, as a BCP 47 tag.",
            "^[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$",
            35,
            "a BCP 47 tag such as en or pt-BR"),
        new TextSetting(
            "timeZone",
            "Time zone of the times on the pages, by its IANA name.",
            "^[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+){0,2}$",
            64,
            "an IANA name such as Europe/Paris"),
        new WholeSetting("lists/pageSize", "How many items a page of a list shows.", 1, 100),
        new SwitchSetting(
            "notifications/email",
            "A digest of unread notifications by mail, to a verified address. Off by default. Mail about the account itself is always "
            + "sent."),
        new SwitchSetting("notifications/replies", "Notify about replies to your comments. On by default."),
        new SwitchSetting("notifications/follows", "Notify about new followers. On by default."),
        new ChoiceSetting("notifications/digest", "How often the digest comes. Daily by default.", "never", "daily", "weekly"),
    ];

    private static readonly Dictionary<string, Setting> ByPath = Settings.ToDictionary(s => s.Path, StringComparer.Ordinal);

    private static readonly HashSet<string> Groups =
        Settings.SelectMany(s => Parents(s.Path)).ToHashSet(StringComparer.Ordinal);

    public static bool IsKey(string text) =>
        text.Length is >= 1 and <= KeyMax
            && char.IsAsciiLetterOrDigit(text[0])
            && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '-');

    /// <summary>What is wrong with a value at a path, by path; nothing when the document may have it there.</summary>
    /// <param name="path">Valid keys; none for the whole document.</param>
    /// <param name="isPatch">A null removes the member.</param>
    public static IReadOnlyDictionary<string, string> Check(IReadOnlyList<string> path, JsonElement value, bool isPatch)
    {
        var wrong = new Dictionary<string, string>(StringComparer.Ordinal);
        Check(string.Join('/', path), path.Count, value, isPatch, wrong);
        return wrong;
    }

    private static void Check(string path, int depth, JsonElement value, bool isPatch, Dictionary<string, string> wrong)
    {
        if (isPatch && depth > 0 && value.ValueKind == JsonValueKind.Null)
        {
            return;
        }

        if (path.StartsWith(Custom + "/", StringComparison.Ordinal))
        {
            CheckCustom(path, depth, value, wrong);
        }
        else if (ByPath.TryGetValue(path, out var setting))
        {
            if (!setting.Accepts(value))
            {
                wrong[path] = setting.Expectation;
            }
        }
        else if (path.Length > 0 && path != Custom && !Groups.Contains(path))
        {
            wrong[path] = $"Is not a setting. What is your own goes below {Custom}.";
        }
        else if (value.ValueKind != JsonValueKind.Object)
        {
            wrong[path.Length == 0 ? "body" : path] = "Must be an object.";
        }
        else
        {
            foreach (var member in value.EnumerateObject())
            {
                CheckMember(path, depth, member, isPatch, wrong);
            }
        }
    }

    private static void CheckMember(string path, int depth, JsonProperty member, bool isPatch, Dictionary<string, string> wrong)
    {
        var below = path.Length == 0 ? member.Name : $"{path}/{member.Name}";
        if (IsKey(member.Name))
        {
            Check(below, depth + 1, member.Value, isPatch, wrong);
        }
        else
        {
            wrong[below] = $"A key is 1 to {KeyMax} letters, digits, dots, hyphens or underscores, beginning with a letter or digit.";
        }
    }

    private static void CheckCustom(string path, int depth, JsonElement value, Dictionary<string, string> wrong)
    {
        if (depth > DepthMax)
        {
            wrong[path] = $"Is nested deeper than {DepthMax} levels.";
        }
        else if (value.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in value.EnumerateObject())
            {
                // A null inside is a value here: only what a patch names itself is removed by one.
                CheckMember(path, depth, member, isPatch: true, wrong);
            }
        }
        else if (value.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in value.EnumerateArray())
            {
                CheckCustom(path, depth + 1, item, wrong);
            }
        }
    }

    private static IEnumerable<string> Parents(string path)
    {
        for (var slash = path.LastIndexOf('/'); slash > 0; slash = path.LastIndexOf('/', slash - 1))
        {
            yield return path[..slash];
        }
    }
}
