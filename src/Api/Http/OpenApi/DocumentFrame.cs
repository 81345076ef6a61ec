using System.Reflection;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Agora.Api.Http.OpenApi;

/// <summary>The parts of the document that no operation owns: introduction, tags, security scheme and shared responses.</summary>
internal static class DocumentFrame
{
    public const string Bearer = "bearer";

    private const string Introduction = """
        A community API: users publish posts, discuss them and find them.

        **Sign in** at `/api/v1/auth/login` and send the access token as `Authorization: Bearer`.

        **Staff** are moderators and admins; an admin may do what a moderator may. A resource that the caller may not see is a 404.

        **Errors** are problem documents (RFC 9457). Use `code`, which is stable, in programs; `errors` names the invalid members;
        `requestId` identifies the request in the server's logs.

        The server answers requests that are not valid HTTP without a body and closes the connection: 400 (such as for `%00` in a path, no
        or two `Host` headers, a control character, or two different lengths), 405 (`CONNECT`, or `*` as the target), 408 (too slow), 414 (a
        request line longer than 16 KB), 431 (headers longer than 64 KB, or more than 200) and 505 (other than HTTP/1.0, 1.1 and 2). Shorter
        ones that still exceed a limit get a problem document. `Content-Length` together with `Transfer-Encoding` is refused.

        **JSON is parsed strictly**: unknown, duplicate or misspelt members are refused, and so are numbers sent as text. Times are RFC 3339
        with an offset; responses use UTC.

        **Edits** name the version that they are based on: send the `ETag` that you read as `If-Match`. Patches are merge patches
        (RFC 7396): an absent member is kept, and null clears a member.

        **Conditional writes**: no condition is ignored. Deletions and steps such as publishing honour `If-Match` when it is sent, and run
        without one, or with `*`. An edit requires it: `*` matches any version, and a list matches if it contains the current ETag (at most
        ten). A decision about a moderation case must name the version that was read. A resource without a version answers 412 to any
        `If-Match` except `*`. Every write answers 412 to `If-None-Match`, except `*` where an operation supports it.

        **Retries** are safe with an `Idempotency-Key`, which every `POST` accepts except those below `/api/v1/auth`, uploads and
        erasures. A request that is sent again with the same key within 24 hours is not executed again; it gets the first response with
        `Idempotency-Replayed: true`. While the first request is in progress, the response is 409. A key that was used for another request
        is 422. Only successful responses are stored: after an error, correct the request and send it with the same key. Keys belong to
        the caller.

        **Batches**: `POST /api/v1/batch` runs several writes atomically.

        **Lists** are paged by an opaque cursor: send the `next` of a page as `cursor` until it is null, or follow the `Link` header
        (RFC 8288) with `rel="next"`. A link repeats every parameter as it was sent. Cursors move forward only: pages that were reached by
        `skip` have `rel="prev"`, pages that were reached by a cursor do not.

        **Parameters with several values**, such as `fields`, `include`, `ids` and `tag`, are repeated, separated by commas, or both. Times
        may have any offset and a leap second.

        **Smaller responses**: `fields=id,author.username` on any read returns only these members, with an `ETag` of their own, and
        `Prefer: return=minimal` (RFC 7240) on a write omits the body.

        **Deprecated URLs** are marked by `Deprecation` (RFC 9745), `Sunset` (RFC 8594), and a `Link` to the replacement.

        **Limits**: 100 requests a minute per address, 600 per signed-in user, unless the operator configures others. `RateLimit-*` headers
        show what is left, and `Retry-After` when to retry. A body may have 1 MB unless an operation says otherwise.
        """;

    private static readonly (string Name, string Description)[] Tags =
    [
        ("Sessions", "Registration, sign-in and sign-out, passwords."),
        ("Users", "Accounts and profiles."),
        ("Preferences", "Preferences of the caller."),
        ("Personal data", "Export and erasure of personal data."),
        ("Posts", "Writing, publishing, listing and searching posts."),
        ("Comments", "Comments on posts, in threads."),
        ("Media", "Upload, description, download and deletion of files."),
        ("Follows", "Follows and blocks between users."),
        ("Reactions", "Likes of posts and comments."),
        ("Bookmarks", "Posts that the caller saved."),
        ("Notifications", "What happened that concerns the caller."),
        ("Feed", "The personal feed of the caller."),
        ("Feeds", "Atom and JSON feeds for feed readers."),
        ("Tags", "Topics of posts."),
        ("History", "Versions of posts, comments and profiles: read, compare, restore."),
        ("Moderation", "Flags, decisions, appeals and the public log."),
        ("Analytics", "Statistics."),
        ("Features", "Feature switches."),
        ("Batch", "Several writes in one transaction."),
        ("Health", "Probes of the server."),
    ];

    public static Task TransformAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken ct)
    {
        document.Info = new OpenApiInfo
        {
            Title = "Agora",
            Version = Version,
            Description = Introduction,
            License = new OpenApiLicense { Name = "MIT", Identifier = "MIT" },
            Contact = new OpenApiContact { Name = "The operator of this server" },
        };
        document.Servers = [new OpenApiServer { Url = "/", Description = "This server" }];

        var used = document.Paths.Values
            .SelectMany(path => path.Operations ?? [])
            .SelectMany(operation => operation.Value.Tags ?? new HashSet<OpenApiTagReference>())
            .Select(tag => tag.Name)
            .ToHashSet(StringComparer.Ordinal);
        document.Tags = new HashSet<OpenApiTag>(
            Tags.Where(t => used.Remove(t.Name)).Select(t => new OpenApiTag { Name = t.Name, Description = t.Description })
                .Concat(used.Order(StringComparer.Ordinal).Select(name => new OpenApiTag { Name = name, Description = name })));

        document.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Bearer, document)] = [] }];
        return Task.CompletedTask;
    }

    /// <summary>The version of the program.</summary>
    public static string Version { get; } =
        typeof(DocumentFrame).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    /// <summary>Adds the components that operations refer to. Called before the first operation is described.</summary>
    public static void EnsureShared(OpenApiDocument document)
    {
        document.Components ??= new OpenApiComponents();
        if (document.Components.SecuritySchemes?.ContainsKey(Bearer) == true)
        {
            return;
        }

        document.AddComponent<IOpenApiSecurityScheme>(Bearer, new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http,
            Scheme = "bearer",
            BearerFormat = "JWT",
            Description = "The access token of a sign-in. It lives for minutes; use the refresh token to get the next one.",
        });
        CommonHeaders.Describe(document);
        SharedResponses.Add(document);
    }
}
