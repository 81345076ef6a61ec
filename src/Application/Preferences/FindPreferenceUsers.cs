using System.Text.Json;
using System.Text.Json.Nodes;
using Agora.Application.Common;
using Agora.Application.Posts;
using Agora.Application.Users;
using Agora.Domain.Common;
using FluentValidation;

namespace Agora.Application.Preferences;

/// <summary>Who has set a value; by id. For admins.</summary>
/// <param name="Path">Keys joined by <c>/</c>.</param>
/// <param name="Value">JSON. An object or an array finds those that contain it.</param>
public sealed record FindPreferenceUsers(string Path, string Value, int Limit, string? Cursor) : IQuery<Page<PreferenceUser>>
{
    public const int ValueMax = 1000;
}

public sealed class FindPreferenceUsersValidator : AbstractValidator<FindPreferenceUsers>
{
    public FindPreferenceUsersValidator()
    {
        RuleFor(q => q.Limit).IsLimit();
        RuleFor(q => q.Value).AtMost(FindPreferenceUsers.ValueMax);
    }
}

public sealed class FindPreferenceUsersHandler(IPreferenceRepository preferences, CursorCodec cursors, ActorContext context)
    : IQueryHandler<FindPreferenceUsers, Page<PreferenceUser>>
{
    private static readonly Error Malformed = Error.InvalidField(
        "value", "validation.failed", "Must be JSON: true, 12, \"dark\", with the quotes, or an object or array of such values.");

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 16 };

    public async Task<Result<Page<PreferenceUser>>> Handle(FindPreferenceUsers query, CancellationToken ct)
    {
        if (UserAccess.RequireAdmin(context.Actor) is { } forbidden)
        {
            return forbidden;
        }

        var path = PreferencePath.Parse(query.Path);
        if (!path.IsSuccess)
        {
            return path.Error;
        }

        if (Wanted(path.Value, query.Value) is not { } wanted)
        {
            return Malformed;
        }

        var list = $"preferences/users?{wanted}";
        Guid? after = null;
        if (query.Cursor is not null)
        {
            if (cursors.Decode(list, query.Cursor) is not [var id] || !Guid.TryParseExact(id, "N", out var last))
            {
                return CursorCodec.Malformed;
            }

            after = last;
        }

        var rows = await preferences.FindUsersAsync(wanted, after, query.Limit + 1, ct);
        return Page<PreferenceUser>.Of(rows, query.Limit, last => cursors.Encode(list, last.Id.ToString("N")));
    }

    /// <summary>The document that has only this value at this path; null when the value is no JSON that can be stored.</summary>
    private static string? Wanted(IReadOnlyList<string> path, string value)
    {
        try
        {
            using var parsed = JsonDocument.Parse(value, Strict);
            if (StorableJson.Find(parsed.RootElement) is not null)
            {
                return null;
            }

            var wanted = JsonNode.Parse(parsed.RootElement.GetRawText());
            foreach (var key in path.Reverse())
            {
                wanted = new JsonObject { [key] = wanted };
            }

            return wanted!.ToJsonString();
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
