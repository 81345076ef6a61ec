using System.Reflection;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Agora.Api.Http.OpenApi;

/// <summary>What stands once in the document: its introduction, the tags, the way to sign in, and the shared answers.</summary>
internal static class DocumentFrame
{
    public const string Bearer = "bearer";

    private const string Introduction = """
        A community: people publish posts, discuss them and find them.

        **Sign in** at `/api/v1/auth/login` and send the access token as `Authorization: Bearer`.

        **Staff** are moderators and admins; an admin may do what a moderator may. To those who may not see a thing it is not there (404).

        **Errors** are problem documents (RFC 9457). Switch on `code`, which is stable; `errors` names the members that broke a rule;
        `requestId` finds the request in our logs.

        What cannot be read as HTTP the server answers by itself, without a body, and closes the connection: 400 (such as for `%00` in a
        path, no or two `Host` headers, a control character, or two lengths that differ), 405 (`CONNECT`, or `*` as the address), 408 (it
        comes too slowly), 414 (a first line longer than 16 KB), 431 (headers longer than 64 KB, or more than 200) and 505 (no HTTP/1.0,
        1.1 or 2). Shorter ones that are still too long get a problem. `Content-Length` together with `Transfer-Encoding` is refused.

        **JSON is read strictly**: unknown, doubled or misspelt members are refused, and so are numbers sent as text. Times are
        RFC 3339 with an offset, and are answered in UTC.

        **Edits** name the version that they were made on: send the `ETag` that you read as `If-Match`. Patches are merge patches
        (RFC 7396): a member that is absent stays, one that is null is cleared.

        **Conditions of writes** are never passed over. Deletions and steps such as publishing obey an `If-Match` that is sent, and go on
        without one, or for `*`. An edit needs one: `*` matches any version, and a list matches if it holds the current ETag (ten at
        most). A decision about a moderation case must name the version that was read. What has no version answers 412 to any
        `If-Match` but `*`, and every write to an `If-None-Match`, but for `*` where an operation offers it.

        **Retries** are safe with an `Idempotency-Key`, which every `POST` takes but those below `/api/v1/auth`, uploads and erasing a
        person: a request that is sent again with the same key within 24 hours is not done again, but gets the first answer, marked
        `Idempotency-Replayed: true`. While the first is still being worked on the answer is 409; a key that was used for another request
        is 422. Only success is kept: what was refused may be mended and sent with the same key. Keys belong to the person who sends them.

        **Several writes at once** go to `POST /api/v1/batch`: all of them are done, or none.

        **Lists** are paged by an opaque cursor: send the `next` of a page as `cursor`, until it is null, or follow the `Link` header
        (RFC 8288) with `rel="next"`; a link repeats every parameter as it was sent. A cursor goes forward only: pages that were reached
        by one have no `rel="prev"`, those that were reached by `skip` have.

        **Parameters of several values**, such as `fields`, `include`, `ids` and `tag`, are repeated, separated by commas, or both. Times may have
        any offset, and a leap second.

        **Answers** can be smaller: `fields=id,author.username` on any read brings these members alone, under an `ETag` of their own, and
        `Prefer: return=minimal` (RFC 7240) on a write leaves out the body.

        **Addresses on their way out** say so: `Deprecation` (RFC 9745), `Sunset` (RFC 8594), and a `Link` to what to use instead.

        **Limits**: 100 requests a minute for an address, 600 for a signed-in person, unless the operator set others; `RateLimit-*`
        headers say what is left, and `Retry-After` when to go on. A body may have 1 MB, where nothing else is said.
        """;

    private static readonly (string Name, string Description)[] Tags =
    [
        ("Sessions", "Registering, signing in and out, passwords."),
        ("Users", "Accounts and profiles."),
        ("Preferences", "What people set for themselves."),
        ("Personal data", "Taking along what is stored about oneself, and erasing it."),
        ("Posts", "Writing, publishing, listing and finding posts."),
        ("Comments", "What people say about posts, in threads."),
        ("Media", "Files: uploading, describing, reading and deleting them."),
        ("Follows", "Who follows whom, and who blocked whom."),
        ("Feed", "What is new for oneself."),
        ("Feeds", "Atom and JSON Feed, for feed readers."),
        ("Tags", "What posts are about."),
        ("History", "Versions of posts, comments and profiles: read, compared, brought back."),
        ("Moderation", "Flags, decisions, appeals, and the public log of them."),
        ("Analytics", "Numbers about what people do."),
        ("Features", "What admins switch while Agora runs."),
        ("Batch", "Several writes in one transaction."),
        ("Health", "Whether this server serves."),
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

    /// <summary>The parts that operations refer to; made before the first of them does.</summary>
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
            Description = "The access token of a sign-in. It lives for minutes; trade the refresh token for the next one.",
        });
        CommonHeaders.Describe(document);
        SharedResponses.Add(document);
    }
}
