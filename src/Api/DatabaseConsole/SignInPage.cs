using Agora.Api.Http;
using Agora.Api.Sessions;
using Agora.Application.Common;
using Agora.Application.Sessions;
using Agora.Domain.Common;
using Agora.Domain.Monitoring;
using Agora.Domain.Users;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Agora.Api.DatabaseConsole;

/// <summary>Signs in an admin by password, or the owner of a code from the terminal of the server.</summary>
internal static class SignInPage
{
    private const string Title = "Sign in";

    public static IResult Show(HttpContext http) => Write(http, StatusCodes.Status200OK, problem: null);

    public static async Task<IResult> SubmitAsync(HttpContext http, IMediator mediator, ConsoleSessions sessions, ConsoleLinks links)
    {
        var form = await CredentialBody.ReadFormAsync(http.Request, http.RequestAborted);
        if (form["code"].ToString().Trim() is { Length: > 0 } code)
        {
            return links.TryUse(code)
                ? Enter(http, sessions.Open("terminal of the server", Actor.System))
                : Write(http, StatusCodes.Status401Unauthorized, "The code is wrong, was used, or is older than ten minutes.");
        }

        Error? error;
        try
        {
            var opened = await OpenAsync(http, mediator, sessions, form["username"].ToString(), form["password"].ToString());
            if (opened.IsSuccess)
            {
                return Enter(http, opened.Value);
            }

            error = opened.Error;
        }
        catch (DependencyException away)
        {
            error = away.Error;
        }

        var message = error.Kind == ErrorKind.Unavailable
            ? $"{error.Message} Without the database, run on the server: agora console"
            : error.Fields is { } fields ? string.Join(' ', fields.Values.SelectMany(texts => texts)) : error.Message;
        return Write(http, Problems.Status(error.Kind), message);
    }

    public static async Task<IResult> SignOutAsync(HttpContext http, IMediator mediator, ConsoleSessions sessions)
    {
        sessions.Close(http.Request.Cookies[ConsoleSessions.Cookie]);
        if (http.Session().Actor.SessionId is { } sessionId)
        {
            try
            {
                await mediator.Send(new EndSession(sessionId), http.RequestAborted);
            }
            catch (DependencyException)
            {
                // It ends by itself, and opens no console any more.
            }
        }

        http.Response.Cookies.Delete(ConsoleSessions.Cookie, Cookie(http));
        return TypedResults.Redirect(ConsoleEndpoints.SignInPath);
    }

    private static async Task<Result<string>> OpenAsync(
        HttpContext http, IMediator mediator, ConsoleSessions sessions, string username, string password)
    {
        var signedIn = await mediator.Send(
            new Login(username, Email: null, password, SessionEndpoints.Origin(http)), http.RequestAborted);
        if (!signedIn.IsSuccess)
        {
            return signedIn.Error;
        }

        var services = http.RequestServices;
        var claims = StrictAccessToken.Read(signedIn.Value.Access.Text, services.GetRequiredService<SessionSettings>())!;
        var grant = await BearerAuthentication.FindGrantAsync(services, claims.SessionId, http.RequestAborted);
        var isAdmin = grant is { Role: UserRole.Admin };
        var actor = new Actor(claims.UserId, isAdmin ? ActorRole.Admin : ActorRole.User, claims.SessionId, claims.SecurityVersion);
        if (isAdmin)
        {
            return sessions.Open(username, actor);
        }

        services.GetRequiredService<ActorContext>().SignIn(actor);
        await mediator.Send(new EndSession(claims.SessionId), http.RequestAborted);
        return MonitoringErrors.ConsoleForAdmins;
    }

    private static RedirectHttpResult Enter(HttpContext http, string key)
    {
        http.Response.Cookies.Append(ConsoleSessions.Cookie, key, Cookie(http));
        return TypedResults.Redirect($"{ConsoleEndpoints.Root}/");
    }

    private static CookieOptions Cookie(HttpContext http) => new()
    {
        HttpOnly = true,
        Path = ConsoleEndpoints.Root,
        SameSite = SameSiteMode.Strict,
        Secure = http.Request.IsHttps,
    };

    private static ContentHttpResult Write(HttpContext http, int status, string? problem) =>
        ConsolePage.Write(http, status, Title, Content(problem is null ? Html.Empty : Html.Of($"<p role=\"alert\">{problem}</p>")));

    private static Html Content(Html problem) => Html.Of($"""
        {problem}
        <form class="sign" method="post" action="{ConsoleEndpoints.SignInPath}">
        <label for="username">Username or e-mail address of an admin</label>
        <input id="username" name="username" autocomplete="username" required spellcheck="false">
        <label for="password">Password</label>
        <input id="password" name="password" type="password" autocomplete="current-password" required>
        <button>Sign in</button></form>
        <h2>With a code</h2>
        <p>When sign-in itself is in trouble, run <code>agora console</code> on the server: it gives a code that is good once.</p>
        <form class="sign" method="post" action="{ConsoleEndpoints.SignInPath}">
        <label for="code">Code</label><input id="code" name="code" autocomplete="off" required spellcheck="false">
        <button>Open the console</button></form>
        """);
}
