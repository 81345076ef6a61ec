using System.Net;
using Agora.Application.Texts;
using Markdig;
using Markdig.Extensions.Footnotes;
using Markdig.Renderers;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace Agora.Infrastructure.Texts;

/// <summary>Markdig without raw HTML. Built once: a pipeline is immutable and costs more than a page.</summary>
internal sealed class Markdown : IMarkdown
{
    // Vouches for nothing, and hands neither the address nor the window of the reader on.
    private const string Relation = "nofollow ugc noopener noreferrer";

    private static readonly string[] LinkSchemes = [Uri.UriSchemeHttps, Uri.UriSchemeHttp, Uri.UriSchemeMailto];

    private readonly MarkdownPipeline pipeline = new MarkdownPipelineBuilder()
        .DisableHtml()
        .UsePipeTables()
        .UseEmphasisExtras(Markdig.Extensions.EmphasisExtras.EmphasisExtraOptions.Strikethrough)
        .UseTaskLists()
        .UseFootnotes()
        .UseAutoLinks()
        .Build();

    public string ToHtml(string source, Guid textId, Uri? page = null)
    {
        if (IsHostile(source) || Parse(source) is not { } document)
        {
            return $"<pre>{WebUtility.HtmlEncode(source)}</pre>\n";
        }

        foreach (var link in document.Descendants<LinkInline>().ToList())
        {
            Restrict(link, page);
        }

        foreach (var link in document.Descendants<AutolinkInline>().ToList())
        {
            if (link.IsEmail || IsSafe(link.Url, isImage: false))
            {
                link.GetAttributes().AddProperty("rel", Relation);
            }
            else
            {
                link.ReplaceBy(new LiteralInline($"<{link.Url}>"));
            }
        }

        using var html = new StringWriter();
        var renderer = new HtmlRenderer(html);
        pipeline.Setup(renderer);
        renderer.ObjectRenderers.ReplaceOrAdd<HtmlFootnoteGroupRenderer>(new FootnoteGroupRenderer(textId));
        renderer.ObjectRenderers.ReplaceOrAdd<HtmlFootnoteLinkRenderer>(new FootnoteLinkRenderer(textId));
        renderer.Render(document);
        return html.ToString();
    }

    public string ToText(string source) =>
        IsHostile(source) || Parse(source) is not { } document ? MarkdownText.OneLine(source) : MarkdownText.Of(document);

    // The parser takes quadratic time for some sequences of these, which real texts lack: such a text is shown as it was written.
    private static bool IsHostile(string source) =>
        source.AsSpan().Count('[') > 2_000
            || source.AsSpan().Count('>') > 5_000
            || source.AsSpan().Count('*') > 10_000
            || source.AsSpan().Count('_') > 10_000;

    private MarkdownDocument? Parse(string source)
    {
        try
        {
            return Markdig.Markdown.Parse(source, pipeline);
        }
        catch (ArgumentException)
        {
            // It gives up on hundreds of levels of nesting.
            return null;
        }
    }

    private static void Restrict(LinkInline link, Uri? page)
    {
        var target = link.GetDynamicUrl?.Invoke() ?? link.Url;
        if (!IsSafe(target, link.IsImage))
        {
            KeepText(link, target);
            return;
        }

        if (page is not null && target is not null && IsRelative(target) && Uri.TryCreate(page, target, out var absolute))
        {
            link.GetDynamicUrl = null;
            link.Url = absolute.AbsoluteUri;
        }

        if (link.IsImage)
        {
            link.GetAttributes().AddPropertyIfNotExist("loading", "lazy");
            link.GetAttributes().AddPropertyIfNotExist("referrerpolicy", "no-referrer");
        }
        else if (target is not ['#', ..])
        {
            link.GetAttributes().AddPropertyIfNotExist("rel", Relation);
        }
    }

    // An empty address would lead to the page itself, and a picture without one shows as broken.
    private static void KeepText(LinkInline link, string? target)
    {
        if (link.FirstChild is null)
        {
            link.ReplaceBy(new LiteralInline(target ?? ""));
        }
        else
        {
            link.ReplaceBy(new ContainerInline());
        }
    }

    // An address without a scheme stays on the site, unless "//" leads elsewhere or a backslash is read as one.
    private static bool IsSafe(string? target, bool isImage)
    {
        if (string.IsNullOrEmpty(target) || target.Any(char.IsControl))
        {
            return false;
        }

        if (IsRelative(target))
        {
            return !isImage && !target.StartsWith("//", StringComparison.Ordinal) && !target.Contains('\\', StringComparison.Ordinal);
        }

        var scheme = target[..target.IndexOf(':', StringComparison.Ordinal)];
        return Array.Exists(
            LinkSchemes,
            allowed => allowed.Equals(scheme, StringComparison.OrdinalIgnoreCase) && !(isImage && allowed == Uri.UriSchemeMailto));
    }

    private static bool IsRelative(string target)
    {
        var colon = target.IndexOf(':', StringComparison.Ordinal);
        var path = target.AsSpan().IndexOfAny("/?#");
        return colon < 0 || (path >= 0 && path < colon);
    }
}
