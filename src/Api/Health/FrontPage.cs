using System.Net;
using System.Text;

namespace Agora.Api.Health;

/// <summary>What <c>/</c> shows to people: where to read, and in Development how to sign in.</summary>
internal static class FrontPage
{
    private const string Password = "correct horse battery staple";

    /// <param name="origin">Where the reader reaches this server, for commands to copy.</param>
    public static string Content(HealthEndpoints.RootResponse root, string origin)
    {
        var page = new StringBuilder()
            .Append("<p>A community: people publish posts, discuss them and find them. ")
            .Append("This is its server, which programs and front ends talk to.</p><ul>");
        Link(page, root.Links.Docs, "Documentation, to read and to try");
        Link(page, root.Links.OpenApi, "Description of the API, for programs (OpenAPI)");
        Link(page, root.Links.Posts, "Newest posts, as JSON");
        Link(page, root.Links.Feed, "Newest posts, for feed readers (Atom)");
        Link(page, $"{root.Links.Health}/ready", "Health");
        page.Append("</ul>");
        if (root.Environment is not null)
        {
            AppendForDevelopers(page, root, origin);
        }

        return page.ToString();
    }

    private static void AppendForDevelopers(StringBuilder page, HealthEndpoints.RootResponse root, string origin)
    {
        page.Append("<h2>Sign in</h2><p>The authors of the demo posts have no passwords. ")
            .Append("Register an account, and send the access token of the response ")
            .Append("as <code>Authorization: Bearer</code>, or into Authorize on the documentation page:</p><pre>")
            .Append(WebUtility.HtmlEncode($$"""
                curl {{origin}}/api/v1/auth/register -H 'Content-Type: application/json' \
                  -d '{"email": "demo@example.org", "username": "demo", "fullName": "Demo", "password": "{{Password}}"}'
                curl {{origin}}/api/v1/auth/login -d username=demo --data-urlencode 'password={{Password}}'
                """))
            .Append("</pre><p>An admin is made in the checkout: <code>dotnet run --project src/Api -- users create-admin ")
            .Append("--email you@example.org --username you</code></p><p>Agora ")
            .Append(WebUtility.HtmlEncode($"{root.Version}, {root.Environment}"))
            .Append("</p>");
    }

    private static void Link(StringBuilder page, string? address, string text)
    {
        if (address is not null)
        {
            page.Append("<li><a href=\"").Append(WebUtility.HtmlEncode(address)).Append("\">").Append(text).Append("</a></li>");
        }
    }
}
