namespace Agora.Api.Tests.Http.Permissions;

/// <summary>A request to an operation, which every caller sends.</summary>
/// <param name="Operation">The name of the endpoint; its method and route when it has none.</param>
/// <param name="On">What it is sent to, in words, where an operation has several rows.</param>
internal sealed record PermissionRow(string Operation, string On = "")
{
    public string? Body { get; init; }

    /// <summary>The version that a write is for, where it has to name one.</summary>
    public int Version { get; init; } = 1;

    public string Post { get; init; } = PermissionScene.Published;

    public string Comment { get; init; } = "comment";

    public string File { get; init; } = "shown file";

    public string Case { get; init; } = "case";

    public string Query { get; init; } = "";

    /// <summary>What stands in {name} and {**path}.</summary>
    public string Name { get; init; } = "theme";

    public bool Uploads { get; init; }
}

internal static class PermissionRows
{
    private const string Because = """{"reason":"Because"}""", Reason = "?reason=Because";
    private const string Ask = """{"currentPassword":"PASSWORD","mode":"anonymise"}""";

    public static IReadOnlyList<PermissionRow> All { get; } =
    [
        new("Root"), new("Live"), new("Ready"), new("Startup"), new("GET /openapi/{documentName}.json"),
        new("GET /verify-email/"), new("GET /reset-password/"), new("GET /take-back-email/"),
        new("POST /verify-email/"), new("POST /reset-password/"), new("POST /take-back-email/"),

        new("Register") { Body = """{"email":"NEW@example.org","username":"NEW","password":"PASSWORD"}""" },
        new("Login") { Body = """{"username":"OWNER","password":"PASSWORD"}""" },
        new("RefreshSession") { Body = """{"refresh_token":"unknown"}""" },
        new("VerifyEmail") { Body = """{"token":"unknown"}""" },
        new("ResendVerification") { Body = """{"email":"NEW@example.org"}""" },
        new("ForgotPassword") { Body = """{"email":"NEW@example.org"}""" },
        new("ResetPassword") { Body = """{"token":"unknown","newPassword":"another long passphrase"}""" },
        new("TakeBackEmail") { Body = """{"token":"unknown"}""" },
        new("ChangePassword") { Body = """{"currentPassword":"PASSWORD","newPassword":"another long passphrase"}""" },
        new("ListSessions"),
        new("EndSession"),
        new("Logout"),
        new("LogoutAll"),

        new("CreateUser") { Body = """{"email":"NEW@example.org","username":"NEW"}""" },
        new("ListUsers"),
        new("GetMe"),
        new("UpdateMe", "name") { Body = """{"fullName":"New"}""" },
        new("UpdateMe", "role") { Body = """{"role":"admin"}""" },
        new("UpdateMe", "activity") { Body = """{"isActive":true}""" },
        new("DeleteMe"),
        new("GetUser"),
        new("GetUserByUsername"),
        new("UpdateUser", "name") { Body = """{"fullName":"New"}""" },
        new("UpdateUser", "role") { Body = """{"role":"moderator"}""" },
        new("DeleteUser"),
        new("RestoreUser"),
        new("GetProfile"),
        new("UpdateProfile") { Body = """{"bio":"New"}""", Version = 2, Query = Reason },
        new("ListProfileVersions"),
        new("GetProfileVersion"),
        new("CompareProfileVersions") { Query = "?from=1&to=2" },
        new("GetProfileAsOf") { Query = "?at=2100-01-01T00:00:00Z" },
        new("RestoreProfileVersion") { Version = 2, Query = Reason },
        new("ExportMe"),
        new("EraseMe") { Body = Ask },
        new("EraseUser") { Body = Ask },
        new("GetUserStats"),
        new("ListSimilarUsers"),
        new("ListStrikes"),
        new("FollowUser"),
        new("UnfollowUser"),
        new("ListFollowers"),
        new("ListFollowing"),
        new("BlockUser"),
        new("UnblockUser"),
        new("ListBlocks"),

        new("GetPreferences"),
        new("UpdatePreferences") { Body = """{"theme":"dark"}""" },
        new("GetPreference"),
        new("SetPreference") { Body = "\"dark\"" },
        new("RemovePreference"),
        new("GetPreferenceSchema"),
        new("FindPreferenceUsers") { Query = "?path=theme&value=true" },
        new("CountPreferences"),

        new("CreatePost") { Body = """{"title":"New","body":"Body"}""" },
        new("ListPosts"),
        new("SearchPosts") { Query = "?q=body" },
        new("ListTrending"),
        new("GetPostTitles") { Query = "?ids=POST" },
        new("ListTrash"),
        new("ListUserPosts"),
        new("ListTags"),
        new("GetTag"),
        new("ListTagPosts"),
        new("SuggestTags") { Query = "?q=t" },
        new("RenameTag") { Body = """{"into":"NEW"}""" },
        new("MergeTag") { Body = """{"into":"merged"}""" },
        new("GetPost", "published"),
        new("GetPost", "draft") { Post = "draft" },
        new("GetPost", "hidden") { Post = "hidden" },
        new("GetPost", "in the trash by its author") { Post = "trashed" },
        new("GetPost", "in the trash by staff") { Post = "removed" },
        new("UpdatePost", "published") { Body = """{"title":"New"}""", Version = 2, Query = Reason },
        new("UpdatePost", "draft") { Body = """{"title":"New"}""", Post = "draft", Query = Reason },
        new("UpdatePost", "in the trash by its author") { Body = """{"title":"New"}""", Post = "trashed", Query = Reason },
        new("UpdatePost", "in the trash by staff") { Body = """{"title":"New"}""", Post = "removed", Query = Reason },
        new("PublishPost", "draft") { Post = "draft", Query = Reason },
        new("PublishPost", "hidden") { Post = "hidden", Query = Reason },
        new("PublishPost", "in the trash by its author") { Post = "trashed", Query = Reason },
        new("ArchivePost", "published") { Query = Reason },
        new("ArchivePost", "in the trash by its author") { Post = "trashed", Query = Reason },
        new("DeletePost", "published") { Query = Reason },
        new("DeletePost", "draft") { Post = "draft", Query = Reason },
        new("DeletePost", "hidden") { Post = "hidden", Query = Reason },
        new("DeletePost", "in the trash by its author") { Post = "trashed", Query = Reason },
        new("DeletePost", "in the trash by staff") { Post = "removed", Query = Reason },
        new("RestorePost", "in the trash by its author") { Post = "trashed", Query = Reason },
        new("RestorePost", "in the trash by staff") { Post = "removed", Query = Reason },
        new("RestorePost", "published") { Query = Reason },
        new("ListPostVersions", "published"),
        new("ListPostVersions", "draft") { Post = "draft" },
        new("GetPostVersion"),
        new("ComparePostVersions") { Query = "?from=1&to=2" },
        new("GetPostAsOf") { Query = "?at=2100-01-01T00:00:00Z" },
        new("RestorePostVersion", "published") { Version = 2, Query = Reason },
        new("RestorePostVersion", "in the trash by its author") { Post = "trashed", Query = Reason },
        new("ListPostMedia", "published"),
        new("ListPostMedia", "draft") { Post = "draft" },
        new("ListPostMedia", "in the trash by its author") { Post = "trashed" },
        new("AttachMedia", "published") { Body = """{"mediaIds":[]}""", Query = Reason },
        new("AttachMedia", "draft") { Body = """{"mediaIds":[]}""", Post = "draft", Query = Reason },
        new("AttachMedia", "in the trash by its author") { Body = """{"mediaIds":[]}""", Post = "trashed", Query = Reason },

        new("ListThread", "published"),
        new("ListThread", "draft") { Post = "draft" },
        new("ListThread", "in the trash by its author") { Post = "trashed" },
        new("CreateComment", "published") { Body = """{"body":"New"}""" },
        new("CreateComment", "draft") { Body = """{"body":"New"}""", Post = "draft" },
        new("CreateComment", "in the trash by its author") { Body = """{"body":"New"}""", Post = "trashed" },
        new("ListUserComments"),
        new("ListCommentTrash"),
        new("GetComment", "live"),
        new("GetComment", "deleted by its author") { Comment = "deleted" },
        new("ListReplies"),
        new("UpdateComment", "live") { Body = """{"body":"New"}""", Version = 2, Query = Reason },
        new("UpdateComment", "deleted by its author") { Body = """{"body":"New"}""", Comment = "deleted", Query = Reason },
        new("DeleteComment", "live") { Query = Reason },
        new("DeleteComment", "deleted by its author") { Comment = "deleted", Query = Reason },
        new("RestoreComment", "deleted by its author") { Comment = "deleted", Query = Reason },
        new("RestoreComment", "deleted by staff") { Comment = "taken", Query = Reason },
        new("ListCommentVersions"),
        new("GetCommentVersion"),
        new("CompareCommentVersions") { Query = "?from=1&to=2" },
        new("GetCommentAsOf") { Query = "?at=2100-01-01T00:00:00Z" },
        new("RestoreCommentVersion", "live") { Version = 2, Query = Reason },
        new("RestoreCommentVersion", "deleted by its author") { Comment = "deleted", Query = Reason },

        new("UploadMedia") { Uploads = true },
        new("ListMedia"),
        new("GetMedia", "shown by a post"),
        new("GetMedia", "shown by nothing") { File = "private file" },
        new("GetMediaContent", "shown by a post"),
        new("GetMediaContent", "shown by nothing") { File = "private file" },
        new("DescribeMedia", "shown by a post") { Body = """{"alternativeText":"New"}""", Query = Reason },
        new("DescribeMedia", "shown by nothing") { Body = """{"alternativeText":"New"}""", File = "private file", Query = Reason },
        new("DeleteMedia", "shown by a post") { Query = Reason },
        new("DeleteMedia", "shown by nothing") { File = "private file", Query = Reason },

        new("FlagPost", "published") { Body = """{"category":"spam"}""" },
        new("FlagPost", "draft") { Body = """{"category":"spam"}""", Post = "draft" },
        new("FlagComment") { Body = """{"category":"spam"}""" },
        new("ListCases"),
        new("GetCase"),
        new("ListCaseFlags"),
        new("ClaimCase"),
        new("ReleaseCase"),
        new("ApproveCase") { Body = Because },
        new("RejectCase") { Body = Because },
        new("AppealCase") { Body = """{"text":"It was a quotation"}""", Case = "rejected case" },
        new("ListOwnCases"),
        new("ListModerationLog"),
        new("GetModerationSettings"),
        new("UpdateModerationSettings") { Body = """{"hideAfterFlags":3}""" },

        new("ReadFeed"),
        new("GetSiteFeedAsAtom"), new("GetUserFeedAsAtom"), new("GetTagFeedAsAtom"), new("GetSearchFeedAsAtom") { Query = "?q=body" },
        new("GetSiteFeedAsJson"), new("GetUserFeedAsJson"), new("GetTagFeedAsJson"), new("GetSearchFeedAsJson") { Query = "?q=body" },
        new("GetAnalyticsSummary"),
        new("GetDailyUsers"),
        new("ListFeatures"),
        new("GetFeature") { Name = "span-sums" },
        new("SwitchFeature") { Name = "span-sums", Body = """{"enabled":true}""" },
        new("ListJobs"),
        new("GetJob"),
        new("RetryJob"),
        new("CancelJob"),
        new("GetJobSummary"),
        new("ListJobKinds"),
        new("GetJobKind") { Name = "jobs.purge" },
        new("UpdateJobKind") { Name = "jobs.purge", Body = """{"concurrencyMax":2}""" },
        new("RunBatch")
        {
            Body = """{"operations":[{"id":"a","method":"PUT","path":"/api/v1/users/me/preferences/theme","body":"dark"}]}""",
        },
    ];
}
