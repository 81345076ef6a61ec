using System.Text.Json;
using Agora.Application.Common;
using Agora.Domain.Common;
using Agora.Domain.Preferences;

namespace Agora.Application.Preferences;

/// <summary>What the caller has set: everything, or what stands at one path.</summary>
/// <param name="Path">Keys joined by <c>/</c>; null for everything.</param>
public sealed record GetPreferences(string? Path) : IQuery<PreferencesView>;

public sealed class GetPreferencesHandler(IPreferenceRepository preferences, ActorContext context)
    : IQueryHandler<GetPreferences, PreferencesView>
{
    private static readonly PreferencesView Nothing = new(JsonDocument.Parse("{}").RootElement, Version: 0);

    public async Task<Result<PreferencesView>> Handle(GetPreferences query, CancellationToken ct)
    {
        var path = query.Path is null ? Array.Empty<string>() : PreferencePath.Parse(query.Path);
        if (!path.IsSuccess)
        {
            return path.Error;
        }

        var all = await preferences.FindAsync(context.SignedInId, ct) ?? Nothing;
        var here = all.Document;
        foreach (var key in path.Value)
        {
            if (here.ValueKind != JsonValueKind.Object || !here.TryGetProperty(key, out here))
            {
                return PreferenceErrors.NotFound;
            }
        }

        return all with { Document = here };
    }
}
