using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Agora.Api.Http;
using Agora.Api.Http.Batches;
using Agora.Api.Http.Limits;
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
        "Changing the e-mail address needs the caller's `currentPassword` (400 `auth.password_required`, `auth.password_wrong`). The new "
        + "address is `pendingEmail` until the link that is mailed to it is used. The current address is notified, with a link that "
        + "reverts the change for seven days. Sending the current address cancels a pending change.";

    public static void MapUsers(this IEndpointRouteBuilder api)
    {
        api.MapGet("/suggestions/users", Suggest).WithTags("Users").WithName("SuggestUsers").IsExpensive();
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

        /// <summary>Without it, an invitation mail lets the user set one.</summary>
        [StringLength(UserRules.PasswordMax, MinimumLength = UserRules.PasswordMin)]
        public string? Password { get; init; }

        public UserRole Role { get; init; } = UserRole.User;
    }

    internal sealed record UpdateRequest
    {
        /// <summary>A new address needs `currentPassword`, and is `pendingEmail` until it is confirmed.</summary>
        [MaxLength(UserRules.EmailMax)]
        public Optional<string> Email { get; init; }

        /// <summary>The caller's password; needed only to change the e-mail address.</summary>
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

        /// <summary>An https URL.</summary>
        [MaxLength(UserRules.AvatarUrlMax)]
        public Optional<string?> AvatarUrl { get; init; }

        /// <summary>The id of an image that the user uploaded; null removes it.</summary>
        public Optional<Guid?> AvatarId { get; init; }

        /// <summary>Network name, such as `mastodon`, to an https URL; at most 20.</summary>
        public Optional<IReadOnlyDictionary<string, string>> SocialLinks { get; init; }
    }

    [EndpointSummary("Create an account")]
    [EndpointDescription(
        "For admins, who choose the role. Without a password, a mail invites the user to set one by a link that works for seven "
        + "days. 409 names the conflict: `user.email_taken` or `user.username_taken`.")]
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

    [EndpointSummary("List or search users")]
    [EndpointDescription(
        "For signed-in callers. `q` searches names, not e-mail addresses. Closed accounts are left out. Private members of an "
        + "account are null except for its owner and admins. When sorted by name, a user who is renamed between two pages may "
        + "appear twice or not at all.")]
    private static async Task<Results<Ok<Page<UserView>>, ProblemHttpResult>> List(
        IMediator mediator,
        CancellationToken ct,
        [Description("Words of a name, or a part of one. Sorts by best match."), MaxLength(ListUsers.TermMax)] string? q = null,
        [Description("The order without a search: newest account first (the default), oldest first, or by name.")] UserSort? sort = null,
        [Description("Rows to skip, 0 to 10,000."), Range(0, ListUsers.MaxSkip)] int skip = 0,
        [Description("Page size, 1 to 1,000."), Range(1, ListUsers.MaxLimit)] int limit = ListUsers.DefaultLimit,
        [Description("The `next` of the previous page.")] string? cursor = null,
        [Description($"{CountModes.Help} A search cannot be estimated.")] CountMode count = CountMode.None) =>
        (await mediator.Send(new ListUsers(q, sort, skip, limit, cursor, count), ct)).ToOk();

    [EndpointSummary("Suggest accounts")]
    [EndpointDescription("Completes usernames and names. Usernames that begin with `q` come first; the last word may continue.")]
    private static async Task<Results<Ok<UserSuggestions>, ProblemHttpResult>> Suggest(
        [Description("The typed name, or words of it.")] string q,
        IMediator mediator,
        CancellationToken ct,
        [Description("Number of accounts, 1 to 50."), Range(1, SuggestUsers.LimitMax)] int limit = 10) =>
        (await mediator.Send(new SuggestUsers(q, limit), ct)).ToOk();

    [EndpointSummary("Get an account")]
    [EndpointDescription(
        "Available to everyone. E-mail address, activity and last sign-in are null except for the owner and admins. A closed "
        + "account is not found, by admins either.")]
    private static async Task<Results<Ok<UserView>, StatusCodeHttpResult, ProblemHttpResult>> Get(
        Guid userId, IMediator mediator, HttpContext http, CancellationToken ct) =>
        (await mediator.Send(new GetUser(userId), ct)).ToOkOrNotModified(http, Tag);

    [EndpointSummary("Get an account by username")]
    [EndpointDescription("As by id. Case-insensitive. A username without an open account is 404 `user.not_found`.")]
    private static async Task<Results<Ok<UserView>, StatusCodeHttpResult, ProblemHttpResult>> GetByName(
        string username, IMediator mediator, HttpContext http, CancellationToken ct) =>
        (await mediator.Send(new GetUserByName(username), ct)).ToOkOrNotModified(http, Tag);

    [EndpointSummary("Get my account")]
    [EndpointDescription("Includes what others do not see: the e-mail address, when it was confirmed, and the last sign-in.")]
    private static async Task<Results<Ok<UserView>, StatusCodeHttpResult, ProblemHttpResult>> GetMe(
        ActorContext context, IMediator mediator, HttpContext http, CancellationToken ct) =>
        (await mediator.Send(new GetUser(context.SignedInId), ct)).ToOkOrNotModified(http, Tag);

    [EndpointSummary("Update an account")]
    [EndpointDescription(
        "For the owner and admins; only admins may change role and activity (403 `user.admins_only`). Deactivating an account "
        + "ends its sessions. "
        + EmailChange
        + "  The last active admin cannot be demoted or deactivated (409 `user.last_admin`).")]
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

    [EndpointSummary("Update my account")]
    [EndpointDescription(
        "Only admins may change role and activity (403 `user.admins_only`). "
        + EmailChange)]
    private static Task<Results<Ok<UserView>, ProblemHttpResult>> UpdateMe(
        UpdateRequest body, ActorContext context, IMediator mediator, HttpContext http, CancellationToken ct) =>
        Update(context.SignedInId, body, mediator, http, ct);

    [EndpointSummary("Close an account")]
    [EndpointDescription(
        "For admins. Sessions and follows end at once; published content stays, without a name. `restore` reopens the account. "
        + "The last active admin is refused (409 `user.last_admin`).")]
    private static async Task<Results<NoContent, ProblemHttpResult>> Delete(
        Guid userId, IMediator mediator, HttpContext http, CancellationToken ct) =>
        (await mediator.SendAsync(http, version => new DeleteUser(userId, version), ct)).ToNoContent();

    [EndpointSummary("Close my account")]
    [EndpointDescription(
        "Requires a session opened within the last 15 minutes (403 `auth.sign_in_again`). Sessions and follows end at once; "
        + "published content stays, without a name. Only an admin can reopen the account, and only while its names are free. To "
        + "erase personal data use `POST /api/v1/users/me/erase`. The last active admin is refused (409 `user.last_admin`).")]
    private static Task<Results<NoContent, ProblemHttpResult>> DeleteMe(
        ActorContext context, IMediator mediator, HttpContext http, CancellationToken ct) => Delete(context.SignedInId, mediator, http, ct);

    [EndpointSummary("Reopen a closed account")]
    [EndpointDescription(
        "For admins. The user signs in again, and ended follows stay ended. 409 when another account has taken the e-mail address "
        + "or the username. An erased account is not found.")]
    private static async Task<Results<Ok<UserView>, ProblemHttpResult>> Restore(
        Guid userId, IMediator mediator, HttpContext http, CancellationToken ct) =>
        (await mediator.SendAsync(http, version => new RestoreUser(userId, version), ct)).ToSaved(http, Tag);

    [EndpointSummary("Get a profile")]
    [EndpointDescription("Available to everyone. The profile of a closed account is not found.")]
    private static async Task<Results<Ok<ProfileView>, StatusCodeHttpResult, ProblemHttpResult>> GetProfile(
        Guid userId, IMediator mediator, HttpContext http, CancellationToken ct) =>
        (await mediator.Send(new GetProfile(userId), ct)).ToOkOrNotModified(http, Tag);

    [EndpointSummary("Update a profile")]
    [EndpointDescription(
        "For the owner and, with a `reason`, admins (403 `user.admins_only`). `avatarId` must name an image that the user "
        + "uploaded (400 `media.no_avatar`). Every change becomes a version that can be read and restored.")]
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

    // A changed picture description is another representation; If-Match compares the version only.
    internal static string Tag(ProfileView profile) => profile.Avatar is { } avatar
        ? string.Create(CultureInfo.InvariantCulture, $"\"{profile.Version}-{avatar.Version}\"")
        : Preconditions.ETag(profile.Version);

    // The owner and admins see more than others, and some of it, such as the last sign-in, changes without a version.
    internal static string Tag(UserView user) => user.IsActive is not { } isActive
        ? Preconditions.ETag(user.Version)
        : Preconditions.ETag(user.Version, string.Create(
            CultureInfo.InvariantCulture,
            $"{user.Id}\n{user.Email}\n{user.EmailVerifiedAt:O}\n{user.PendingEmail}\n{isActive}\n{user.LastLoginAt:O}"));
}
