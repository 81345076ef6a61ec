using System.Security.Cryptography;
using System.Text;
using Agora.Api.Http;
using Agora.Api.Sessions;
using Agora.Application.Common;
using Agora.Domain.Users;

namespace Agora.Api.DatabaseConsole;

/// <summary>
/// Lets only signed-in admins pass, and only forms of their own session. While the database does not say whether the account is still an
/// admin's, the session counts for ten minutes since it last did; a code from the terminal of the server opens the console then.
/// </summary>
internal static class ConsoleAccess
{
    public const string FormKeyField = "key";

    /// <summary>As long as an access token lives.</summary>
    private static readonly TimeSpan Trusted = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan Lookup = TimeSpan.FromMilliseconds(500);

    public static async ValueTask<object?> FilterAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var sessions = http.RequestServices.GetRequiredService<ConsoleSessions>();
        var key = http.Request.Cookies[ConsoleSessions.Cookie];
        if (sessions.Find(key) is not { } session || !await IsStillAdminAsync(http, session))
        {
            sessions.Close(key);
            return TypedResults.Redirect(ConsoleEndpoints.SignInPath);
        }

        if (HttpMethods.IsPost(http.Request.Method) && !await HasKeyAsync(http, session))
        {
            return ConsolePage.Write(
                http,
                StatusCodes.Status403Forbidden,
                "Refused",
                Html.Of($"""<p role="alert">The form is not of this session. Open the page again, and send it from there.</p>"""),
                session: session);
        }

        http.Features.Set(session);
        http.RequestServices.GetRequiredService<ActorContext>().SignIn(session.Actor);
        try
        {
            return await next(context);
        }
        catch (DependencyException away)
        {
            return ConsolePage.Write(
                http,
                Problems.Status(away.Error.Kind),
                "Not available",
                Html.Of($"""<p role="alert">{away.Error.Message} This page needs the database; the overview and the probes do not.</p>"""),
                session: session);
        }
    }

    public static ConsoleSession Session(this HttpContext http) => http.Features.Get<ConsoleSession>()
        ?? throw new InvalidOperationException("The endpoint is not behind the filter of the console.");

    private static async Task<bool> HasKeyAsync(HttpContext http, ConsoleSession session)
    {
        var form = await CredentialBody.ReadFormAsync(http.Request, http.RequestAborted);
        http.Features.Set(form);
        return CryptographicOperations.FixedTimeEquals(
            Encoding.UTF8.GetBytes(form[FormKeyField].ToString()), Encoding.UTF8.GetBytes(session.FormKey));
    }

    private static async Task<bool> IsStillAdminAsync(HttpContext http, ConsoleSession session)
    {
        var (actor, now) = (session.Actor, http.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow());
        if (actor.SessionId is not { } sessionId)
        {
            return true;
        }

        using var soon = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted);
        soon.CancelAfter(Lookup);
        try
        {
            var grant = await BearerAuthentication.FindGrantAsync(http.RequestServices, sessionId, soon.Token);
            if (grant is not { Role: UserRole.Admin } || grant.SecurityVersion != actor.SecurityVersion)
            {
                return false;
            }

            session.VerifiedAt = now;
            return true;
        }
        catch (Exception exception) when (
            exception is DependencyException || (exception is OperationCanceledException && !http.RequestAborted.IsCancellationRequested))
        {
            return now - session.VerifiedAt < Trusted;
        }
    }
}
