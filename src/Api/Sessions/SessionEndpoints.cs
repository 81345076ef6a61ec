using Agora.Api.Http;
using Agora.Api.Http.Limits;
using Agora.Api.Http.Responses;
using Agora.Api.Idempotency;
using Agora.Api.Users;
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
            // Every response here holds a credential or shows sessions.
            context.HttpContext.Response.Headers.CacheControl = "no-store";
            return next(context);
        });
        ((IEndpointConventionBuilder)auth).WithoutIdempotencyKey();
        auth.MapPost("/register", Register).WithName("Register").IgnoresAuthorization().LimitedAsLogin();
        auth.MapPost("/login", Login)
            .WithName("Login")
            .IgnoresAuthorization()
            .LimitedAsLogin()
            .AlwaysSendsBody()
            .Accepts<LoginRequest>(Json, Form);
        auth.MapPost("/refresh", Refresh)
            .WithName("RefreshSession")
            .IgnoresAuthorization()
            .AlwaysSendsBody()
            .Accepts<RefreshRequest>(Json, Form);
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

    [EndpointSummary("Register an account")]
    [EndpointDescription(
        "Available to everyone, within the rate limit of sign-ins. Does not sign in: a mail asks to confirm the address by a link "
        + "that works for two days. A taken username is refused with 409 `user.username_taken`, before the address is checked. The "
        + "operator chooses how a taken address is answered (`Sessions:AddressConflicts`). `Tell`: 201 with the account, or 409 "
        + "`user.email_taken`. `Conceal`: always 202; the link creates the account, and the owner of a taken address is notified by "
        + "mail.")]
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

        http.Response.Headers.ETag = UserEndpoints.Tag(user);
        return TypedResults.Created($"/api/v1/users/{user.Id}", user);
    }

    [EndpointSummary("Sign in with a password")]
    [EndpointDescription(
        "Send exactly one of `username` and `email`; `username` may hold the e-mail address too. Accepts JSON or the password "
        + "form of OAuth 2.0. An unknown name, a wrong password and an account that may not sign in get the same response (401 "
        + "`auth.invalid_credentials`). A new address can sign in once it is confirmed.")]
    private static async Task<Results<Ok<TokenResponse>, ProblemHttpResult>> Login(
        LoginRequest body, IMediator mediator, HttpContext http, CancellationToken ct) =>
        WrongGrant(body.GrantType, "password")
        ?? Tokens(await mediator.Send(new Login(body.Username, body.Email, body.Password, Origin(http)), ct), http);

    [EndpointSummary("Refresh tokens")]
    [EndpointDescription(
        "Each refresh token works once. If the same client sends it again within ten seconds, it gets the same new tokens, so "
        + "that parallel refreshes and retries are safe. Later, or after the new token was used, the token counts as stolen and its "
        + "session ends (401 `auth.refresh_invalid`).")]
    private static async Task<Results<Ok<TokenResponse>, ProblemHttpResult>> Refresh(
        RefreshRequest body, IMediator mediator, HttpContext http, CancellationToken ct) =>
        WrongGrant(body.GrantType, "refresh_token")
        ?? Tokens(await mediator.Send(new RefreshSession(body.RefreshToken, Origin(http)), ct), http);

    [EndpointSummary("Sign out")]
    [EndpointDescription(
        "Ends the current session. Its refresh token is invalid at once, its access token within seconds. Other sessions "
        + "continue.")]
    private static Task<Results<NoContent, ProblemHttpResult>> Logout(
        ActorContext context, IMediator mediator, CancellationToken ct) =>
        DoneAsync(mediator, new EndSession(context.Actor.SessionId ?? Guid.Empty), ct);

    [EndpointSummary("Sign out of all sessions")]
    [EndpointDescription(
        "Ends every session of the caller, including the current one, and invalidates links in mails that are still unused. "
        + "Access tokens stop working within seconds.")]
    private static Task<Results<NoContent, ProblemHttpResult>> LogoutAll(
        IMediator mediator, HttpContext http, CancellationToken ct) => DoneAsync(mediator, new EndAllSessions(Origin(http)), ct);

    [EndpointSummary("List my sessions")]
    [EndpointDescription(
        "All on one page: at most 100 are live, and the next sign-in ends the least recently used one. Each shows the program and "
        + "address that used it last; `isCurrent` marks the current session.")]
    private static async Task<Results<Ok<Page<SessionView>>, ProblemHttpResult>> List(IMediator mediator, CancellationToken ct) =>
        (await mediator.Send(new ListSessions(), ct)).ToOk();

    [EndpointSummary("End one of my sessions")]
    [EndpointDescription(
        "A session of another account, or one that has ended, is 404 `session.not_found`. Ending the current session signs out.")]
    private static Task<Results<NoContent, ProblemHttpResult>> End(Guid sessionId, IMediator mediator, CancellationToken ct) =>
        DoneAsync(mediator, new EndSession(sessionId), ct);

    [EndpointSummary("Confirm an e-mail address")]
    [EndpointDescription(
        "The token from the mail is the proof; no sign-in is needed. It works once, for two days, while the account has that "
        + "address or waits to change to it. Any other token is 400 `auth.one_time_token_invalid`.")]
    private static Task<Results<NoContent, ProblemHttpResult>> Verify(
        TokenRequest body, IMediator mediator, HttpContext http, CancellationToken ct) =>
        DoneAsync(mediator, new VerifyEmail(body.Token, Origin(http)), ct);

    [EndpointSummary("Revert an e-mail change")]
    [EndpointDescription(
        "Uses the token that was mailed to the former address, for seven days and without signing in. The account gets that "
        + "address back, every session and one-time link ends, the password becomes invalid, and a mail brings a link to set a new "
        + "one. 409 `user.email_taken` means that another account has confirmed the address since.")]
    private static Task<Results<NoContent, ProblemHttpResult>> TakeBack(
        TokenRequest body, IMediator mediator, HttpContext http, CancellationToken ct) =>
        DoneAsync(mediator, new TakeBackEmail(body.Token, Origin(http)), ct);

    [EndpointSummary("Request another confirmation mail")]
    [EndpointDescription("The response is the same whether or not the address has an account.")]
    private static Task<Results<Accepted, ProblemHttpResult>> ResendVerification(
        EmailRequest body, IMediator mediator, CancellationToken ct) =>
        AcceptedAsync(mediator, new RequestEmail(body.Email, MailKind.VerifyEmail), ct);

    [EndpointSummary("Request a password reset")]
    [EndpointDescription("The response is the same whether or not the address has an account.")]
    private static Task<Results<Accepted, ProblemHttpResult>> ForgotPassword(
        EmailRequest body, IMediator mediator, CancellationToken ct) =>
        AcceptedAsync(mediator, new RequestEmail(body.Email, MailKind.ResetPassword), ct);

    [EndpointSummary("Reset a password")]
    [EndpointDescription(
        "Ends every session of the account, invalidates its unused links, and notifies the owner by mail. The token works once, "
        + "for an hour, or for seven days in an invitation. Any other token is 400 `auth.one_time_token_invalid`.")]
    private static Task<Results<NoContent, ProblemHttpResult>> ResetPassword(
        ResetPasswordRequest body, IMediator mediator, HttpContext http, CancellationToken ct) =>
        DoneAsync(mediator, new ResetPassword(body.Token, body.NewPassword, Origin(http)), ct);

    [EndpointSummary("Change my password")]
    [EndpointDescription(
        "Ends every other session, invalidates unused links in mails, and notifies the caller by mail. Wrong guesses of the "
        + "current password are throttled (429 `auth.throttled`).")]
    private static Task<Results<NoContent, ProblemHttpResult>> ChangePassword(
        ChangePasswordRequest body, IMediator mediator, HttpContext http, CancellationToken ct) =>
        DoneAsync(mediator, new ChangePassword(body.CurrentPassword, body.NewPassword, Origin(http)), ct);

    private static ProblemHttpResult? WrongGrant(string? sent, string expected) => sent is null || sent == expected
        ? null
        : Problems.From(Error.InvalidField("grant_type", "auth.grant_type_unknown", $"Must be {expected}."));

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
