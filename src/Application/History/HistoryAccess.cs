using System.Text.Json;
using System.Text.Json.Nodes;
using Agora.Application.Common;
using Agora.Domain.Common;
using Agora.Domain.History;

namespace Agora.Application.History;

internal static class HistoryAccess
{
    /// <summary>The author and staff look at the history of what was written, the person and admins at that of a profile.</summary>
    public static bool MaySee(this Actor actor, HistorySubject subject, Guid ownerId) =>
        actor.Is(ownerId) || (subject == HistorySubject.Profile ? actor.IsAdmin : actor.IsStaff);

    /// <summary>The version, if it is one and the actor may see it.</summary>
    public static Result<StoredVersion> Check(StoredVersion? version, HistorySubject subject, Actor actor) => version switch
    {
        null => HistoryErrors.NotFound,
        _ when !actor.MaySee(subject, version.OwnerId) => HistoryErrors.NotFound,
        { Number: null } => HistoryErrors.NotYet,
        _ when version.Number < version.Oldest || version.Number > version.Current => HistoryErrors.VersionNotFound,
        _ => version,
    };

    /// <summary>The database's names of the members become those of the API.</summary>
    public static JsonObject Members(string values)
    {
        var stored = JsonNode.Parse(values)!.AsObject();
        var members = new JsonObject();
        foreach (var (name, value) in stored)
        {
            members[Name(name)] = value?.DeepClone();
        }

        return members;
    }

    public static string Name(string column)
    {
        var words = column.Split('_');
        return words[0] + string.Concat(words.Skip(1).Select(w => char.ToUpperInvariant(w[0]) + w[1..]));
    }

    public static JsonElement Element(JsonNode? node)
    {
        using var document = JsonDocument.Parse(node?.ToJsonString() ?? "null");
        return document.RootElement.Clone();
    }
}
