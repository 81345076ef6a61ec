using Agora.Api.Http;
using Agora.Api.Http.Limits;
using Agora.Api.Http.Responses;
using Agora.Api.Idempotency;
using Agora.Application.Common;
using Agora.Application.Mail;
using Agora.Application.Sessions;
using Agora.Application.Users;
using Agora.Domain.Common;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Agora.Api.Sessions;

internal static class SessionEndpoints
{
    /// <summary>Longest body of this group: credentials are short.</summary>
    internal const int BodyMax = 16 * 1024;

    private const string Json = "application/json", Form = "application/x-www-form-urlencoded";

    public static void MapSessions(this IEndpointRouteBuilder api)
    {
        var auth = api.MapGroup("/auth").WithTags("Sessions").WithMetadata(new RequestSizeLimitAttribute(BodyMax)).IsSignIn();
        auth.AddEndpointFilter((context, next) =>
        {
            // Every answer here holds a credential or says who is signed in where.
            context.HttpContext.Response.Headers.CacheControl = "no-store";
            return next(context);
        });
        ((IEndpointConventionBuilder)auth).WithoutIdempotencyKey();
        auth.MapPost("/register", Register).WithName("Register").IgnoresAuthorization().LimitedAsLogin();
        auth.MapPost("/login", Login).WithName("Login").IgnoresAuthorization().LimitedAsLogin().AlwaysSendsBody().Accepts<LoginRequest>(Json, Form);
        auth.MapPost("/refresh", Refresh).WithName("RefreshSession").IgnoresAuthorization().AlwaysSendsBody().Accepts<RefreshRequest>(Json, Form);
        auth.MapPost("/logout", Logout).WithName("Logout");
        auth.MapPost("/logout-all", LogoutAll).WithName("LogoutAll");
        auth.MapGet("/sessions", List).WithName("ListSessions");
        auth.MapDelete("/sessions/{sessionId:guid}", End).WithName("EndSession");
        auth.MapPost("/verify-email", Verify).WithName("VerifyEmail").IgnoresAuthorization().LimitedAsLogin();
        auth.MapPost("/verify-email/resend", ResendVerification).WithName("ResendVerification").IgnoresAuthorization().LimitedAsLogin();
        auth.MapPost("/take-back-email", TakeBack).WithName("TakeBackEmail").IgnoresAuthorization().LimitedAsLogin();
        auth.MapPost("/forgot-password", ForgotPassword).WithName("ForgotPassword").IgnoresAuthorization().LimitedAsLogin();
        auth.MapPost("/reset-password", ResetPassword).WithName("ResetPassword").IgnoresAuthorization().LimitedAsLogin();
        auth.MapPost("/change-password", ChangePassword).WithName("ChangePassword").LimitedAsLogin();
    }

    private static RouteHandlerBuilder LimitedAsLogin(this RouteHandlerBuilder endpoint) =>
        endpoint.RequireRateLimiting(RateLimitPolicies.Login);

    internal sealed record RegisterRequest(string Email, string Username, string Password)
    {
        public string? FullName { get; init; }
    }

    internal sealed record EmailRequest(string Email);

    internal sealed record TokenRequest(string Token);

    internal sealed record ResetPasswordRequest(string Token, string NewPassword);

    internal sealed record ChangePasswordRequest(string CurrentPassword, string NewPassword);

    [EndpointSummary("Make an account for oneself")]
    [EndpointDescription(
        "For everyone, within the narrower rate limit of sign-ins. It signs nobody in; a mail asks to confirm the address by a link that works for two days. "
        + "A taken username is 409 `user.username_taken`, and told first. What a taken address answers is up to the operator "
        + "(`Sessions:AddressConflicts`). `Tell`: 201 with the account, or 409 `user.email_taken`. `Conceal`: 202 in either case; the link "
        + "makes the account, and the owner of a taken address gets a mail that says so.")]
    private static async Task<Results<Created<UserView>, Accepted, ProblemHttpResult>> Register(
        RegisterRequest body, IMediator mediator, HttpContext http, CancellationToken ct)
    {
        var result = await mediator.Send(
            new Register(body.Email, body.Username, body.FullName, body.Password, Origin(http)), ct);
        if (!result.IsSuccess)
        {
            return Problems.From(result.Error);
        }

        if (result.Value.User is not { } user)
        {
            return TypedResults.Accepted((string?)null);
        }

        http.Response.Headers.ETag = Preconditions.ETag(user.Version);
        return TypedResults.Created($"/api/v1/users/{user.Id}", user);
    }

    [EndpointSummary("Sign in by password")]
    [EndpointDescription(
        "Takes exactly one of `username` and `email`; the username may be the e-mail address too. As JSON, or as the password form of OAuth 2.0. "
        + "An unknown name, a wrong password and an account that may not sign in have one answer (401 `auth.invalid_credentials`); a new address "
        + "signs in once it is confirmed.")]
    private static async Task<Results<Ok<TokenResponse>, ProblemHttpResult>> Login(
        LoginRequest body, IMediator mediator, HttpContext http, CancellationToken ct) =>
        WrongGrant(body.GrantType, "password")
        ?? Tokens(await mediator.Send(new Login(body.Username, body.Email, body.Password, Origin(http)), ct), http);

    [EndpointSummary("Trade a refresh token for new tokens")]
    [EndpointDescription(
        "Each refresh token works once. Sent again within ten seconds by the same client, it is answered with the same successor, so that "
        + "parallel refreshes and retries after a lost answer are safe. Later, or after the successor was used, it is taken for stolen and "
        + "ends its session (401 `auth.refresh_invalid`).")]
    private static async Task<Results<Ok<TokenResponse>, ProblemHttpResult>> Refresh(
        RefreshRequest body, IMediator mediator, HttpContext http, CancellationToken ct) =>
        WrongGrant(body.GrantType, "refresh_token")
        ?? Tokens(await mediator.Send(new RefreshSession(body.RefreshToken, Origin(http)), ct), http);

    [EndpointSummary("Sign out: end this session")]
    [EndpointDescription("Its refresh token is void at once, its access token within seconds. Other sessions stay.")]
    private static Task<Results<NoContent, ProblemHttpResult>> Logout(
        ActorContext context, IMediator mediator, CancellationToken ct) =>
        DoneAsync(mediator, new EndSession(context.Actor.SessionId ?? Guid.Empty), ct);

    [EndpointSummary("Sign out everywhere: end all sessions")]
    [EndpointDescription("The one that asks is among them, and so are outstanding links of mails. Access tokens that are out stop working within seconds.")]
    private static Task<Results<NoContent, ProblemHttpResult>> LogoutAll(
        IMediator mediator, HttpContext http, CancellationToken ct) => DoneAsync(mediator, new EndAllSessions(Origin(http)), ct);

    [EndpointSummary("List one's own sessions")]
    [EndpointDescription(
        "All on one page: at most 100 live, and the next sign-in ends the one that was used least lately. Each tells by which program and from which address it was last used; "
        + "`isCurrent` marks the one that asks.")]
    private static async Task<Results<Ok<Page<SessionView>>, ProblemHttpResult>> List(IMediator mediator, CancellationToken ct) =>
        (await mediator.Send(new ListSessions(), ct)).ToOk();

    [EndpointSummary("End one of one's own sessions")]
    [EndpointDescription("A session of somebody else, or one that has ended, is 404 `session.not_found`. To end the current one is to sign out.")]
    private static Task<Results<NoContent, ProblemHttpResult>> End(Guid sessionId, IMediator mediator, CancellationToken ct) =>
        DoneAsync(mediator, new EndSession(sessionId), ct);

    [EndpointSummary("Confirm an e-mail address by the token of a mail")]
    [EndpointDescription(
        "Nobody needs to be signed in, the token is the proof. "
        + "It works once, for two days, and while the account has that address or waits for it (then it is the account's from now on); "
        + "anything else is 400 `auth.one_time_token_invalid`.")]
    private static Task<Results<NoContent, ProblemHttpResult>> Verify(
        TokenRequest body, IMediator mediator, HttpContext http, CancellationToken ct) =>
        DoneAsync(mediator, new VerifyEmail(body.Token, Origin(http)), ct);

    [EndpointSummary("Take a change of the e-mail address back")]
    [EndpointDescription(
        "By the token that was mailed to the former address, for seven days and without signing in. The account has that address again, every "
        + "session and one-time link ends, the password is void, and a mail brings a link to set a new one. 409 `user.email_taken` says that "
        + "another account has confirmed the address since.")]
    private static Task<Results<NoContent, ProblemHttpResult>> TakeBack(
        TokenRequest body, IMediator mediator, HttpContext http, CancellationToken ct) =>
        DoneAsync(mediator, new TakeBackEmail(body.Token, Origin(http)), ct);

    [EndpointSummary("Ask for another mail to confirm an address")]
    [EndpointDescription("Answers the same whether or not the address has an account.")]
    private static Task<Results<Accepted, ProblemHttpResult>> ResendVerification(
        EmailRequest body, IMediator mediator, CancellationToken ct) =>
        AcceptedAsync(mediator, new RequestEmail(body.Email, MailKind.VerifyEmail), ct);

    [EndpointSummary("Ask for a mail to set a new password")]
    [EndpointDescription("Answers the same whether or not the address has an account.")]
    private static Task<Results<Accepted, ProblemHttpResult>> ForgotPassword(
        EmailRequest body, IMediator mediator, CancellationToken ct) =>
        AcceptedAsync(mediator, new RequestEmail(body.Email, MailKind.ResetPassword), ct);

    [EndpointSummary("Set a password by the token of a mail")]
    [EndpointDescription("Ends every session of the account and all its outstanding links, and tells the person by mail. The token works once, for an hour, or for seven days in an invitation; anything else is 400 `auth.one_time_token_invalid`.")]
    private static Task<Results<NoContent, ProblemHttpResult>> ResetPassword(
        ResetPasswordRequest body, IMediator mediator, HttpContext http, CancellationToken ct) =>
        DoneAsync(mediator, new ResetPassword(body.Token, body.NewPassword, Origin(http)), ct);

    [EndpointSummary("Change one's own password")]
    [EndpointDescription("Ends every other session and all outstanding links of mails, and tells the person by mail. Wrong guesses of the current one are slowed down (429 `auth.throttled`).")]
    private static Task<Results<NoContent, ProblemHttpResult>> ChangePassword(
        ChangePasswordRequest body, IMediator mediator, HttpContext http, CancellationToken ct) =>
        DoneAsync(mediator, new ChangePassword(body.CurrentPassword, body.NewPassword, Origin(http)), ct);

    private static ProblemHttpResult? WrongGrant(string? sent, string expected) => sent is null || sent == expected
        ? null
        : Problems.From(Error.InvalidField("grant_type", "auth.grant_type_unknown", $"This address knows only {expected}."));

    private static Results<Ok<TokenResponse>, ProblemHttpResult> Tokens(Result<SignedIn> result, HttpContext http)
    {
        http.Response.Headers.Pragma = "no-cache";
        return result.Match<Results<Ok<TokenResponse>, ProblemHttpResult>>(
            signedIn => TypedResults.Ok(TokenResponse.Of(signedIn)), error => Problems.From(error));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> DoneAsync(
        IMediator mediator, ICommand<Done> command, CancellationToken ct) =>
        (await mediator.Send(command, ct)).ToNoContent();

    private static async Task<Results<Accepted, ProblemHttpResult>> AcceptedAsync(
        IMediator mediator, ICommand<Done> command, CancellationToken ct) =>
        (await mediator.Send(command, ct)).ToAccepted();

    internal static ClientOrigin Origin(HttpContext http)
    {
        var agent = http.Request.Headers.UserAgent.ToString();
        if (agent.Length > ClientOrigin.UserAgentMax)
        {
            // Not through the middle of a surrogate pair.
            agent = agent[..(char.IsHighSurrogate(agent[ClientOrigin.UserAgentMax - 1])
                ? ClientOrigin.UserAgentMax - 1
                : ClientOrigin.UserAgentMax)];
        }

        return new ClientOrigin(agent.Length == 0 ? null : agent, RequestOriginMiddleware.Address(http));
    }
}
