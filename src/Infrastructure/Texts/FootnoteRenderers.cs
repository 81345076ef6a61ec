using System.Globalization;
using Markdig.Extensions.Footnotes;
using Markdig.Renderers;
using Markdig.Renderers.Html;

namespace Agora.Infrastructure.Texts;

/// <summary>Ids of the footnotes of one text; another text on the same page has others.</summary>
internal static class FootnoteIds
{
    public static string Of(Guid textId, string kind, int number) =>
        string.Create(CultureInfo.InvariantCulture, $"{kind}-{textId:N}-{number}");
}

/// <summary>The footnotes at the end of a text, with links back to where they are mentioned.</summary>
internal sealed class FootnoteGroupRenderer(Guid textId) : HtmlObjectRenderer<FootnoteGroup>
{
    protected override void Write(HtmlRenderer renderer, FootnoteGroup obj)
    {
        renderer.EnsureLine();
        renderer.WriteLine("<div class=\"footnotes\">");
        renderer.WriteLine("<hr />");
        renderer.WriteLine("<ol>");
        foreach (var footnote in obj.Cast<Footnote>())
        {
            renderer.WriteLine($"<li id=\"{FootnoteIds.Of(textId, "fn", footnote.Order)}\">");
            renderer.WriteChildren(footnote);
            renderer.WriteLine("</li>");
        }

        renderer.WriteLine("</ol>");
        renderer.WriteLine("</div>");
    }
}

/// <summary>The number of a footnote where it is mentioned, or the arrow back to there.</summary>
internal sealed class FootnoteLinkRenderer(Guid textId) : HtmlObjectRenderer<FootnoteLink>
{
    protected override void Write(HtmlRenderer renderer, FootnoteLink obj)
    {
        var (mention, note) = (FootnoteIds.Of(textId, "fnref", obj.Index), FootnoteIds.Of(textId, "fn", obj.Footnote.Order));
        renderer.Write(obj.IsBackLink
            ? $"<a href=\"#{mention}\" class=\"footnote-back-ref\">&#8617;</a>"
            : $"<a id=\"{mention}\" href=\"#{note}\" class=\"footnote-ref\">"
                + $"<sup>{obj.Footnote.Order.ToString(CultureInfo.InvariantCulture)}</sup></a>");
    }
}
