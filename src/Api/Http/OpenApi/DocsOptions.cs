using System.ComponentModel.DataAnnotations;
using Agora.Infrastructure.Settings;

namespace Agora.Api.Http.OpenApi;

/// <summary>Access to the OpenAPI document. Bound from the section <c>Docs</c>.</summary>
public sealed class DocsOptions
{
    public const string Section = "Docs";

    /// <summary>
    /// <c>off</c>; <c>authenticated</c>: the document for signed-in callers, and no page, since a browser sends no token of its own; or
    /// <c>public</c>: document and page for everyone, the default in Development.
    /// </summary>
    [AllowedValues("off", "authenticated", "public")]
    public string Access { get; set; } = "off";

    public bool ShowsDocument => Access is "authenticated" or "public";

    public bool ShowsPage => Access == "public";

    public static DocsOptions From(IConfiguration configuration) => configuration.Read<DocsOptions>(Section);
}
