using System.Net;
using System.Text;
using Agora.Api.Http;
using Agora.Api.Http.Limits;
using Agora.Application.Common;
using Agora.Application.Notifications;
using Agora.Application.Sessions;
using Agora.Domain.Common;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace Agora.Api.Sessions;

/// <summary>
/// The pages that links of mails lead to, for communities without a front end of their own: each takes the code of a link and does what
/// the use case of the same name does. The code stands behind the <c>#</c> of the link, so that no log sees it; a script moves it into the
/// form, and without scripts it is pasted. Only the address to which mail services send a click has it as a parameter. Nothing is done
/// before the form is sent: programs that look at links use none up.
/// </summary>
internal static class AccountPages
{
    private const string Script =
        "const m=/^#token=([A-Za-z0-9_-]+)$/.exec(location.hash);"
        + "const t=document.getElementById('token');if(m&&t){t.value=m[1];history.replaceState(null,'',location.pathname);}";

    private static readonly Page Verify = new(
        "/verify-email", "Confirm your e-mail address", "Confirm", "The address is confirmed. You can sign in.", TakesPassword: false);

    private static readonly Page Reset = new(
        "/reset-password", "Set a new password", "Set the password", "The password is set. Sign in with it.", TakesPassword: true);

    private static readonly Page TakeBack = new(
        "/take-back-email",
        "Revert a change of your e-mail address",
        "Revert the change",
        "Your account has this address again. All sessions were ended, and a mail brings a link to set a new password.",
        TakesPassword: false);

    private static readonly Page Unsubscribe = new(
        "/unsubscribe",
        "End mail about activity",
        "End it",
        "No more mail about activity is sent to you. Your preferences switch it on again.",
        TakesPassword: false,
        IsOneClick: true);

    public static void MapAccountPages(this IEndpointRouteBuilder app)
    {
        Map(app, Verify, (form, origin) => new VerifyEmail(form.Token, origin));
        Map(app, Reset, (form, origin) => new ResetPassword(form.Token, form.Password, origin));
        Map(app, TakeBack, (form, origin) => new TakeBackEmail(form.Token, origin));
        Map(app, Unsubscribe, (form, _) => new EndDigests(form.Token));
    }

    private static void Map(IEndpointRouteBuilder app, Page page, Func<Sent, ClientOrigin, ICommand<Done>> command)
    {
        var pages = app.MapGroup(page.Path).ExcludeFromDescription().IgnoresAuthorization()
            .WithMetadata(new RequestSizeLimitAttribute(SessionEndpoints.BodyMax));
        if (page.IsOneClick)
        {
            // Without a limit of its own: mail services send the clicks of many readers from few addresses.
            pages.MapGet("/", (HttpContext http, string? token = null) => Show(http, token));
            pages.MapPost("/", (HttpContext http, IMediator mediator, CancellationToken ct, string? token = null) =>
                SubmitAsync(http, mediator, token, ct));
        }
        else
        {
            pages.MapGet("/", (HttpContext http) => Show(http, token: null));
            pages.MapPost("/", (HttpContext http, IMediator mediator, CancellationToken ct) => SubmitAsync(http, mediator, token: null, ct))
                .RequireRateLimiting(RateLimitPolicies.Login);
        }

        IResult Show(HttpContext http, string? token) => Html(http, StatusCodes.Status200OK, Form(page, token ?? "", problem: null));

        async Task<IResult> SubmitAsync(HttpContext http, IMediator mediator, string? token, CancellationToken ct)
        {
            var sent = await ReadAsync(http.Request, token, ct);
            if (page.TakesPassword && !string.Equals(sent.Password, sent.Repeated, StringComparison.Ordinal))
            {
                return Html(http, StatusCodes.Status400BadRequest, Form(page, sent.Token, "The two passwords differ."));
            }

            var result = await mediator.Send(command(sent, SessionEndpoints.Origin(http)), ct);
            return result.Match(
                _ => Html(http, StatusCodes.Status200OK, $"<p role=\"status\">{page.Done}</p>"),
                error => Html(http, Problems.Status(error.Kind), Form(page, sent.Token, ErrorText(error))));
        }

        IResult Html(HttpContext http, int status, string content)
        {
            http.Response.Headers.CacheControl = "no-store";
            return HtmlPage.Write(http, status, page.Title, content, Script);
        }
    }

    /// <param name="token">Of the address. RFC 8058: it says whose, and the body, in either form encoding, nothing more.</param>
    private static async Task<Sent> ReadAsync(HttpRequest request, string? token, CancellationToken ct)
    {
        if (!string.IsNullOrEmpty(token))
        {
            return new Sent(token, "", "");
        }

        var form = await CredentialBody.ReadFormAsync(request, ct);
        return new Sent(form["token"].ToString().Trim(), form["newPassword"].ToString(), form["repeated"].ToString());
    }

    private static string ErrorText(Error error) => error.Fields is { } fields
        ? string.Join(' ', fields.Values.SelectMany(messages => messages))
        : error.Message;

    private static string Form(Page page, string token, string? problem)
    {
        var html = new StringBuilder();
        if (problem is not null)
        {
            html.Append("<p role=\"alert\">").Append(WebUtility.HtmlEncode(problem)).Append("</p>");
        }

        html.Append("<form method=\"post\" action=\"?\"><label for=\"token\">Code: what stands behind #token= in the link</label>")
            .Append("<input id=\"token\" name=\"token\" required autocomplete=\"off\" spellcheck=\"false\" value=\"")
            .Append(WebUtility.HtmlEncode(token)).Append("\">");
        if (page.TakesPassword)
        {
            html.Append("<label for=\"newPassword\">New password</label>")
                .Append("<input id=\"newPassword\" name=\"newPassword\" type=\"password\" required autocomplete=\"new-password\">")
                .Append("<label for=\"repeated\">The same again</label>")
                .Append("<input id=\"repeated\" name=\"repeated\" type=\"password\" required autocomplete=\"new-password\">");
        }

        return html.Append("<button>").Append(page.Button).Append("</button></form>").ToString();
    }

    /// <param name="IsOneClick">Whether mail services may send it, with the token in the address.</param>
    private sealed record Page(string Path, string Title, string Button, string Done, bool TakesPassword, bool IsOneClick = false);

    private sealed record Sent(string Token, string Password, string Repeated);
}
