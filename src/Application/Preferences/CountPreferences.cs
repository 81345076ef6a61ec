using Agora.Application.Common;
using Agora.Domain.Common;
using Agora.Domain.Preferences;
using Agora.Domain.Users;

namespace Agora.Application.Preferences;

/// <param name="Items">By path, most frequent first; 100 values of a path at most.</param>
public sealed record PreferenceCounts(IReadOnlyList<PreferenceCount> Items);

/// <summary>
/// How many people have set which value of each setting that Agora knows. What is below <c>custom</c> is not counted: it is
/// nobody's to list, and has no end. For admins.
/// </summary>
public sealed record CountPreferences : IQuery<PreferenceCounts>
{
    public const int ValuesMax = 100;
}

public sealed class CountPreferencesHandler(IPreferenceRepository preferences, ActorContext context)
    : IQueryHandler<CountPreferences, PreferenceCounts>
{
    public async Task<Result<PreferenceCounts>> Handle(CountPreferences query, CancellationToken ct) => context.Actor.IsAdmin
        ? new PreferenceCounts(await preferences.CountAsync([.. PreferenceRules.Settings.Select(s => s.Path)], CountPreferences.ValuesMax, ct))
        : UserErrors.AdminsOnly;
}
