using System.Globalization;
using Agora.Domain.Common;
using Agora.Infrastructure.Database;

namespace Agora.Api.Configuration;

/// <summary>
/// Refuses settings that Agora does not know, because a misspelt one would have no effect and no message. All that stands in a section of
/// Agora, on the command line or behind AGORA_ must be known; of other variables only near misses are refused, because the rest
/// may be meant for other programs.
/// </summary>
internal static class UnknownSettings
{
    private const int NearMiss = 2;

    // Read by the framework and by tests.
    private static readonly string[] ForeignPrefixes = ["Logging:", "AGORA_TEST_", "AGORA_UPDATE_"];

    private static readonly HashSet<string> Paths = new(
        SettingsCatalogue.All.Select(setting => setting.Path), StringComparer.OrdinalIgnoreCase);

    private static readonly string[] Sections =
        [.. SettingsCatalogue.Sections.Select(section => section.Name.Split(':')[0]).Distinct(StringComparer.OrdinalIgnoreCase)];

    private static readonly string[] ShortNames = [.. SettingsCatalogue.ShortNames.Keys, .. SettingsCatalogue.Variables.Keys];

    /// <summary>Every key that a source brought, in the form <c>Section:Name</c>.</summary>
    /// <exception cref="InvalidConfigurationException">One of them is not known.</exception>
    public static void Refuse(IEnumerable<string> keys)
    {
        foreach (var key in keys)
        {
            if (!IsKnown(key) && (IsOurs(key) || IsNearMiss(key)))
            {
                throw Unknown(key);
            }
        }
    }

    /// <summary>The words of the command line, each <c>--Section:Name=value</c> or <c>--Section:Name value</c>.</summary>
    /// <exception cref="InvalidConfigurationException">One of them is not a known setting.</exception>
    public static void RefuseWords(IReadOnlyList<string> words)
    {
        for (var i = 0; i < words.Count; i++)
        {
            var word = words[i];
            if (!word.StartsWith("--", StringComparison.Ordinal))
            {
                throw new InvalidConfigurationException($"'{word}' is not a setting. Settings are passed as --Section:Name=value.");
            }

            var parts = word[2..].Split('=', 2);
            if (!IsKnown(parts[0]) || ShortNames.Contains(parts[0], StringComparer.OrdinalIgnoreCase))
            {
                throw Unknown(parts[0]);
            }

            i += parts.Length == 1 ? 1 : 0;
        }
    }

    private static bool IsKnown(string key) =>
        Paths.Contains(key)
        || RenamedSettings.Paths.ContainsKey(key)
        || IsElement(key)
        // The path to a section, which no source gives a value.
        || Paths.Any(path => path.StartsWith(key + ":", StringComparison.OrdinalIgnoreCase))
        || ShortNames.Contains(key, StringComparer.OrdinalIgnoreCase)
        || ForeignPrefixes.Any(prefix => key.StartsWith(prefix, StringComparison.OrdinalIgnoreCase));

    private static bool IsElement(string key) =>
        key.LastIndexOf(':') is var colon and > 0 && int.TryParse(key[(colon + 1)..], CultureInfo.InvariantCulture, out _)
        && SettingsCatalogue.All.Any(setting => setting.IsList && setting.Path.Equals(key[..colon], StringComparison.OrdinalIgnoreCase));

    private static bool IsOurs(string key) =>
        key.StartsWith("AGORA_", StringComparison.OrdinalIgnoreCase)
        || Sections.Any(section => key.StartsWith(section + ":", StringComparison.OrdinalIgnoreCase));

    private static bool IsNearMiss(string key) => key.Contains(':', StringComparison.Ordinal)
        ? Sections.Any(section => EditDistance.Between(key.Split(':')[0], section) <= 1)
        : key.Length > 6 && ShortNames.Any(name => EditDistance.Between(key, name) is > 0 and <= NearMiss);

    private static InvalidConfigurationException Unknown(string key)
    {
        var nearest = (key.Contains(':', StringComparison.Ordinal) ? [] : ShortNames).Concat(Paths)
            .MinBy(name => Math.Min(
                EditDistance.Between(Bare(key), Bare(name)),
                EditDistance.Between(Bare(key), name[(name.LastIndexOf(':') + 1)..]) + 1));
        return new InvalidConfigurationException(
            $"The setting {key} is not known; the nearest known one is {nearest}. src/Api/Configuration/README.md lists all.");
    }

    private static string Bare(string name) =>
        name.Replace("_", "", StringComparison.Ordinal).Replace(":", "", StringComparison.Ordinal);
}
