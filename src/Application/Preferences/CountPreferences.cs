using Agora.Application.Common;
using Agora.Application.Users;
using Agora.Domain.Common;
using Agora.Domain.Preferences;

namespace Agora.Application.Preferences;

/// <param name="Items">By path, most frequent first; 100 values of a path at most.</param>
public sealed record PreferenceCounts(IReadOnlyList<PreferenceCount> Items);

/// <summary>
/// How many users have set which value of each known setting. Values below <c>custom</c> are not counted: they are private and
/// unbounded. For admins.
/// </summary>
public sealed record CountPreferences : IQuery<PreferenceCounts>
{
    public const int ValuesMax = 100;
}

public sealed class CountPreferencesHandler(IPreferenceRepository preferences, ActorContext context)
    : IQueryHandler<CountPreferences, PreferenceCounts>
{
    private static readonly string[] Paths = [.. PreferenceRules.Settings.Select(s => s.Path)];

    public async Task<Result<PreferenceCounts>> Handle(CountPreferences query, CancellationToken ct) =>
        UserAccess.RequireAdmin(context.Actor) is { } forbidden
            ? forbidden
            : new PreferenceCounts(await preferences.CountAsync(Paths, CountPreferences.ValuesMax, ct));
}
