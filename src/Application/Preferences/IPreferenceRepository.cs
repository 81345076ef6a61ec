using System.Text.Json;

namespace Agora.Application.Preferences;

/// <param name="Version">0 before anything is set.</param>
public sealed record PreferencesView(JsonElement Document, int Version);

public enum SavePreferenceOutcome
{
    Saved,

    /// <summary>Another version than the one named, or a value where none was to be.</summary>
    Stale,

    /// <summary>Nothing was set there.</summary>
    Missing,

    /// <summary>A value that is no object stands on the way.</summary>
    Blocked,

    /// <summary>The result would break a limit of the whole document.</summary>
    TooLarge,
}

/// <param name="View">Only when saved.</param>
/// <param name="BlockedAt">Path of what stands in the way.</param>
/// <param name="BlockedBy">Its JSON type.</param>
public sealed record SavedPreferences(SavePreferenceOutcome Outcome, PreferencesView? View, string? BlockedAt, string? BlockedBy);

/// <summary>A user who has the setting.</summary>
public sealed record PreferenceUser(Guid Id, string Username, string? FullName);

/// <param name="Path">Keys joined by <c>/</c>.</param>
/// <param name="Users">Open accounts that have this value.</param>
public sealed record PreferenceCount(string Path, JsonElement Value, long Users);

/// <summary>
/// Each change is one statement that computes on the row it has locked, so that two changes at the same moment both count.
/// </summary>
public interface IPreferenceRepository
{
    /// <summary>Null when the person has set nothing.</summary>
    Task<PreferencesView?> FindAsync(Guid userId, CancellationToken ct);

    /// <param name="patch">A JSON object, by RFC 7396.</param>
    Task<SavedPreferences> MergeAsync(Guid userId, string patch, int version, CancellationToken ct);

    /// <summary>Sets one value, and makes the objects that are missing above it.</summary>
    /// <param name="version">Null for any version.</param>
    /// <param name="onlyNew">Whether a value that is there is to stay, which makes the outcome stale.</param>
    /// <param name="onlyPresent">Whether nothing is to be set where nothing is, which makes the outcome stale.</param>
    Task<SavedPreferences> SetAsync(
        Guid userId, IReadOnlyList<string> path, string value, int? version, bool onlyNew, bool onlyPresent, CancellationToken ct);

    /// <param name="version">Null for any version.</param>
    Task<SavedPreferences> RemoveAsync(Guid userId, IReadOnlyList<string> path, int? version, CancellationToken ct);

    /// <summary>Open accounts whose document contains the one given, by id.</summary>
    Task<IReadOnlyList<PreferenceUser>> FindUsersAsync(string document, Guid? after, int limit, CancellationToken ct);

    /// <summary>How many open accounts have each value of each path; the <paramref name="most"/> most frequent values of a path.</summary>
    Task<IReadOnlyList<PreferenceCount>> CountAsync(IReadOnlyList<string> paths, int most, CancellationToken ct);
}
