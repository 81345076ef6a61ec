namespace Agora.Domain.EventLog;

/// <summary>What an event may say. Types are added and never change their meaning: receivers ignore those that they do not know.</summary>
public static class EventTypes
{
    public const string PostPublished = "post.published", PostUpdated = "post.updated", PostFilesChanged = "post.files_changed",
        PostUnpublished = "post.unpublished";

    public const string CommentCreated = "comment.created", CommentUpdated = "comment.updated", CommentRemoved = "comment.removed";

    public const string FollowCreated = "follow.created", FollowDeleted = "follow.deleted";

    public const string CaseOpened = "case.opened", CaseDecided = "case.decided", CaseAppealed = "case.appealed";

    public const string AccountRegistered = "account.registered", AccountUpdated = "account.updated", AccountClosed = "account.closed",
        AccountRestored = "account.restored", AccountActivated = "account.activated", AccountDeactivated = "account.deactivated",
        ProfileUpdated = "profile.updated";

    public const string NotificationCreated = "notification.created";

    public const string MediaAdded = "media.added", MediaUpdated = "media.updated", MediaDeleted = "media.deleted";

    public static IReadOnlyList<string> All { get; } =
    [
        PostPublished, PostUpdated, PostFilesChanged, PostUnpublished,
        CommentCreated, CommentUpdated, CommentRemoved,
        FollowCreated, FollowDeleted,
        CaseOpened, CaseDecided, CaseAppealed,
        AccountRegistered, AccountUpdated, AccountClosed, AccountRestored, AccountActivated, AccountDeactivated, ProfileUpdated,
        NotificationCreated,
        MediaAdded, MediaUpdated, MediaDeleted,
    ];
}
