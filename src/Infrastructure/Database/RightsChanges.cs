using Agora.Application.Common;
using Agora.Infrastructure.Sessions;
using Npgsql;

namespace Agora.Infrastructure.Database;

/// <summary>
/// The accounts and sessions whose rights the transactions of a scope have changed, as triggers of the database report them: no
/// statement that changes rights can leave its process with the old ones.
/// </summary>
internal sealed class RightsChanges
{
    /// <summary>SQLSTATE of the notice of <c>app.announce_rights_change</c>.</summary>
    private const string Announcement = "AG002";

    private readonly HashSet<RightsChange> all = [];
    private readonly List<RightsChange> open = [];

    public void ListenTo(NpgsqlConnection connection) => connection.Notice += (_, arguments) =>
    {
        if (arguments.Notice is { SqlState: Announcement, MessageText: var text }
            && RightsChange.Parse(text[(text.IndexOf(':') + 1)..]) is { } change)
        {
            open.Add(change);
        }
    };

    /// <summary>Called when a transaction is over, however it ended.</summary>
    public void Forget(SessionGrantCache grants)
    {
        foreach (var change in open)
        {
            all.Add(change);
            change.Forget(grants);
        }

        open.Clear();
    }

    public bool Affect(Actor actor) =>
        all.Count > 0
        && (all.Contains(new RightsChange(actor.UserId, null)) || all.Contains(new RightsChange(null, actor.SessionId)));
}

/// <summary>An account or a session whose rights have changed.</summary>
internal sealed record RightsChange(Guid? UserId, Guid? SessionId)
{
    /// <param name="text"><c>user</c> or <c>session</c>, and its id; other text gives null.</param>
    public static RightsChange? Parse(string text) => text.Trim().Split(' ') switch
    {
        ["user", var id] when Guid.TryParse(id, out var userId) => new RightsChange(userId, null),
        ["session", var id] when Guid.TryParse(id, out var sessionId) => new RightsChange(null, sessionId),
        _ => null,
    };

    public void Forget(SessionGrantCache grants)
    {
        if (UserId is { } userId)
        {
            grants.ForgetUser(userId);
        }
        else if (SessionId is { } sessionId)
        {
            grants.ForgetSession(sessionId);
        }
    }
}
