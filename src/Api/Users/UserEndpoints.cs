using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Agora.Api.Http;
using Agora.Api.Http.Batches;
using Agora.Api.Http.Responses;
using Agora.Api.Moderation;
using Agora.Api.Sessions;
using Agora.Application.Common;
using Agora.Application.Users;
using Agora.Domain.Users;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Agora.Api.Users;

internal static class UserEndpoints
{
    private const string EmailChange =
        "Another e-mail address needs `currentPassword` of the caller (400 `auth.password_required`, `auth.password_wrong`). It is shown as "
        + "`pendingEmail` and replaces the present one when the link that is mailed to it is used; the present one is told, with a link that "
        + "takes the change back for seven days. Sending the present address withdraws a change that waits.";

    public static void MapUsers(this IEndpointRouteBuilder api)
    {
        var users = api.MapGroup("/users").WithTags("Users");
        users.MapPost("/", Create).WithName("CreateUser").AdminsOnly();
        users.MapGet("/", List).WithName("ListUsers");
        users.MapGet("/me", GetMe).WithName("GetMe");
        users.MapPatch("/me", UpdateMe).WithName("UpdateMe");
        users.MapDelete("/me", DeleteMe).WithName("DeleteMe").AcceptsIfMatch();
        users.MapGet("/{userId:guid}", Get).WithName("GetUser").AllowAnonymous();
        users.MapGet("/by-username/{username}", GetByName).WithName("GetUserByUsername").AllowAnonymous();
        users.MapPatch("/{userId:guid}", Update).WithName("UpdateUser");
        users.MapDelete("/{userId:guid}", Delete).WithName("DeleteUser").AdminsOnly().AcceptsIfMatch();
        users.MapPost("/{userId:guid}/restore", Restore).WithName("RestoreUser").AdminsOnly().AcceptsIfMatch();
        users.MapGet("/{userId:guid}/profile", GetProfile).WithName("GetProfile").AllowAnonymous();
        users.MapPatch("/{userId:guid}/profile", UpdateProfile).WithName("UpdateProfile").AllowsBatch().TakesReason();
    }

    internal sealed record CreateRequest(
        [property: MaxLength(UserRules.EmailMax)] string Email,
        [property: StringLength(UserRules.UsernameMax, MinimumLength = UserRules.UsernameMin)] string Username)
    {
        [StringLength(UserRules.FullNameMax, MinimumLength = 1)]
        public string? FullName { get; init; }

        /// <summary>Left out: the person sets one by the link of an invitation.</summary>
        [StringLength(UserRules.PasswordMax, MinimumLength = UserRules.PasswordMin)]
        public string? Password { get; init; }

        public UserRole Role { get; init; } = UserRole.User;
    }

    internal sealed record UpdateRequest
    {
        /// <summary>Another address needs `currentPassword`, and is `pendingEmail` until it is confirmed.</summary>
        [MaxLength(UserRules.EmailMax)]
        public Optional<string> Email { get; init; }

        /// <summary>Of whoever asks; needed for another e-mail address and for nothing else.</summary>
        [MaxLength(UserRules.PasswordMax)]
        public string? CurrentPassword { get; init; }

        [StringLength(UserRules.UsernameMax, MinimumLength = UserRules.UsernameMin)]
        public Optional<string> Username { get; init; }

        [StringLength(UserRules.FullNameMax, MinimumLength = 1)]
        public Optional<string?> FullName { get; init; }

        /// <summary>Admins only.</summary>
        public Optional<UserRole> Role { get; init; }

        /// <summary>Admins only.</summary>
        public Optional<bool> IsActive { get; init; }
    }

    internal sealed record UpdateProfileRequest
    {
        [MaxLength(UserRules.BioMax)]
        public Optional<string?> Bio { get; init; }

        /// <summary>An https address.</summary>
        [MaxLength(UserRules.AvatarUrlMax)]
        public Optional<string?> AvatarUrl { get; init; }

        /// <summary>The id of an image that the person uploaded; null shows none.</summary>
        public Optional<Guid?> AvatarId { get; init; }

        /// <summary>Name of a place, such as `mastodon`, to an https address; 20 at most.</summary>
        public Optional<IReadOnlyDictionary<string, string>> SocialLinks { get; init; }
    }

    [EndpointSummary("Create an account")]
    [EndpointDescription(
        "For admins, who choose the role. Without a password a mail invites the person to set one, by a link that works for seven days. "
        + "409 says what is taken: `user.email_taken` or `user.username_taken`.")]
    private static async Task<Results<Created<UserView>, ProblemHttpResult>> Create(
        CreateRequest body, IMediator mediator, HttpContext http, CancellationToken ct)
    {
        var created = await mediator.Send(
            new CreateUser(body.Email, body.Username, body.FullName, body.Role, body.Password), ct);
        if (!created.IsSuccess)
        {
            return Problems.From(created.Error);
        }

        var user = (await mediator.Send(new GetUser(created.Value), ct)).Value;
        http.Response.Headers.ETag = Tag(user);
        return TypedResults.Created($"/api/v1/users/{user.Id}", user);
    }

    [EndpointSummary("List or search the members")]
    [EndpointDescription(
        "For everyone who is signed in. `q` looks at names and never at e-mail addresses. Closed accounts are left out, and what is private in an account is null but for "
        + "the person and admins. By name, somebody who changes it while one pages may be seen twice or not at all.")]
    private static async Task<Results<Ok<Page<UserView>>, ProblemHttpResult>> List(
        IMediator mediator,
        CancellationToken ct,
        [Description("Words of a name, or part of one; best match first."), MaxLength(ListUsers.TermMax)] string? q = null,
        [Description("What comes first, unless there is a search: who joined last (also when left out), who joined first, or by name.")] UserSort? sort = null,
        [Description("Rows to pass over, 0 to 10,000."), Range(0, ListUsers.MaxSkip)] int skip = 0,
        [Description("Rows wanted, 1 to 1,000."), Range(1, ListUsers.MaxLimit)] int limit = ListUsers.DefaultLimit,
        [Description("The `next` of an earlier page.")] string? cursor = null,
        [Description($"{CountModes.Help} A search cannot be estimated.")] CountMode count = CountMode.None) =>
        (await mediator.Send(new ListUsers(q, sort, skip, limit, cursor, count), ct)).ToOk();

    [EndpointSummary("Read an account")]
    [EndpointDescription("For everyone. E-mail address, activity and last sign-in are null but for the person and admins. A closed account is not found, by admins either.")]
    private static async Task<Results<Ok<UserView>, StatusCodeHttpResult, ProblemHttpResult>> Get(
        Guid userId, IMediator mediator, HttpContext http, CancellationToken ct) =>
        (await mediator.Send(new GetUser(userId), ct)).ToOkOrNotModified(http, Tag);

    [EndpointSummary("Read an account by its username")]
    [EndpointDescription("As by its id. Case makes no difference. A name that no open account has is 404 `user.not_found`.")]
    private static async Task<Results<Ok<UserView>, StatusCodeHttpResult, ProblemHttpResult>> GetByName(
        string username, IMediator mediator, HttpContext http, CancellationToken ct) =>
        (await mediator.Send(new GetUserByName(username), ct)).ToOkOrNotModified(http, Tag);

    [EndpointSummary("Read one's own account")]
    [EndpointDescription("With what others are not shown: the e-mail address and when it was confirmed, and the last sign-in.")]
    private static async Task<Results<Ok<UserView>, StatusCodeHttpResult, ProblemHttpResult>> GetMe(
        ActorContext context, IMediator mediator, HttpContext http, CancellationToken ct) =>
        (await mediator.Send(new GetUser(context.SignedInId), ct)).ToOkOrNotModified(http, Tag);

    [EndpointSummary("Change an account")]
    [EndpointDescription(
        "For the person and admins; role and activity are for admins alone (403 `user.admins_only`). Switching an account off ends its sessions. "
        + EmailChange
        + " The last active admin stays one (409 `user.last_admin`).")]
    private static async Task<Results<Ok<UserView>, ProblemHttpResult>> Update(
        Guid userId, UpdateRequest body, IMediator mediator, HttpContext http, CancellationToken ct)
    {
        var result = await mediator.EditAsync(
            http,
            version => new UpdateUser(userId, version)
            {
                Email = body.Email,
                Username = body.Username,
                FullName = body.FullName,
                Role = body.Role,
                IsActive = body.IsActive,
                CurrentPassword = body.CurrentPassword,
                Origin = SessionEndpoints.Origin(http),
            },
            new GetUser(userId),
            Tag,
            ct);
        return result.ToSaved(http, Tag);
    }

    [EndpointSummary("Change one's own account")]
    [EndpointDescription("Role and activity are for admins alone (403 `user.admins_only`). " + EmailChange)]
    private static Task<Results<Ok<UserView>, ProblemHttpResult>> UpdateMe(
        UpdateRequest body, ActorContext context, IMediator mediator, HttpContext http, CancellationToken ct) =>
        Update(context.SignedInId, body, mediator, http, ct);

    [EndpointSummary("Close an account")]
    [EndpointDescription(
        "For admins. Sessions and follows end at once; what was written stays, without a name. "
        + "`restore` opens the account again. The last active admin is refused (409 `user.last_admin`).")]
    private static async Task<Results<NoContent, ProblemHttpResult>> Delete(
        Guid userId, IMediator mediator, HttpContext http, CancellationToken ct) =>
        (await mediator.SendAsync(http, version => new DeleteUser(userId, version), ct)).ToNoContent();

    [EndpointSummary("Close one's own account")]
    [EndpointDescription(
        "In a session that was opened within the last 15 minutes (403 `auth.sign_in_again`). Sessions and follows end at once; what one wrote stays, without a name. Only an admin can open the account again, and only while nobody has taken its names. "
        + "`POST /api/v1/users/me/erase` is for those who want to be forgotten. The last active admin is refused (409 `user.last_admin`).")]
    private static Task<Results<NoContent, ProblemHttpResult>> DeleteMe(
        ActorContext context, IMediator mediator, HttpContext http, CancellationToken ct) => Delete(context.SignedInId, mediator, http, ct);

    [EndpointSummary("Open a closed account again")]
    [EndpointDescription(
        "For admins. The person signs in anew, and follows that ended stay ended. "
        + "409 when somebody has taken the e-mail address or the username meanwhile; an erased account is not found.")]
    private static async Task<Results<Ok<UserView>, ProblemHttpResult>> Restore(
        Guid userId, IMediator mediator, HttpContext http, CancellationToken ct) =>
        (await mediator.SendAsync(http, version => new RestoreUser(userId, version), ct)).ToSaved(http, Tag);

    [EndpointSummary("Read a profile")]
    [EndpointDescription("For everyone. That of a closed account is not found.")]
    private static async Task<Results<Ok<ProfileView>, StatusCodeHttpResult, ProblemHttpResult>> GetProfile(
        Guid userId, IMediator mediator, HttpContext http, CancellationToken ct) =>
        (await mediator.Send(new GetProfile(userId), ct)).ToOkOrNotModified(http, Tag);

    [EndpointSummary("Change a profile")]
    [EndpointDescription(
        "For the person and, with a `reason`, admins (403 `user.admins_only`). `avatarId` must name an image that the person uploaded (400 `media.no_avatar`). "
        + "Every change can be read and taken back among the versions.")]
    private static async Task<Results<Ok<ProfileView>, ProblemHttpResult>> UpdateProfile(
        Guid userId, UpdateProfileRequest body, IMediator mediator, HttpContext http, CancellationToken ct,
        [Description(StaffReasonHelp.Text)] string? reason = null)
    {
        var result = await mediator.EditAsync(
            http,
            version => new UpdateProfile(userId, version)
            {
                Bio = body.Bio,
                AvatarUrl = body.AvatarUrl,
                AvatarId = body.AvatarId,
                SocialLinks = body.SocialLinks,
            },
            new GetProfile(userId),
            Tag,
            ct);
        return result.ToSaved(http, Tag);
    }

    // The description of the picture is shown, so a change of it is another representation; a writer's If-Match looks at the version alone.
    internal static string Tag(ProfileView profile) => profile.Avatar is { } avatar
        ? string.Create(CultureInfo.InvariantCulture, $"\"{profile.Version}-{avatar.Version}\"")
        : Preconditions.ETag(profile.Version);

    private static string Tag(UserView user) => Preconditions.ETag(user.Version);
}
