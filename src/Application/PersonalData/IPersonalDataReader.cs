namespace Agora.Application.PersonalData;

/// <param name="Kind">One of <see cref="ExportKinds.All"/>.</param>
/// <param name="Json">An object.</param>
public sealed record PersonalRecord(string Kind, string Json);

public interface IPersonalDataReader
{
    /// <summary>
    /// Everything that is stored about the person and theirs to see, in one statement and so as of one moment: one kind after the
    /// other, in the order of <see cref="ExportKinds.All"/>, row by row as they are asked for. No hash, no secret, and of others no
    /// more than an id.
    /// </summary>
    IAsyncEnumerable<PersonalRecord> ReadAsync(Guid userId, CancellationToken ct);
}

/// <summary>The files of an export.</summary>
public static class ExportKinds
{
    public static readonly IReadOnlyList<string> All =
    [
        "account", "profile", "preferences", "sessions", "security-events", "posts", "comments", "following", "blocks", "likes",
        "bookmarks", "notifications", "mutes", "flags", "cases", "strikes", "views", "history", "media", "tasks", "webhooks",
        "webhook-deliveries",
    ];
}
