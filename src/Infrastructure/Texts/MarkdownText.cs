using System.Text;
using Markdig.Extensions.Footnotes;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace Agora.Infrastructure.Texts;

/// <summary>The words of a document on one line.</summary>
internal static class MarkdownText
{
    public static string Of(MarkdownDocument document)
    {
        var text = new StringBuilder();
        Add(text, document);
        return OneLine(text.ToString());
    }

    /// <summary>With one space wherever there is white space.</summary>
    public static string OneLine(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static void Add(StringBuilder text, Block block)
    {
        switch (block)
        {
            case LinkReferenceDefinitionGroup:
                break;
            case ContainerBlock container:
                foreach (var child in container)
                {
                    Add(text, child);
                }

                break;
            case LeafBlock { Inline: { } inline }:
                Add(text, inline);
                break;
            case CodeBlock code:
                text.Append(code.Lines);
                break;
        }

        text.Append('\n');
    }

    private static void Add(StringBuilder text, Inline inline)
    {
        switch (inline)
        {
            case LiteralInline literal:
                text.Append(literal.Content.AsSpan());
                break;
            case CodeInline code:
                text.Append(code.ContentSpan);
                break;
            case HtmlEntityInline entity:
                text.Append(entity.Transcoded.AsSpan());
                break;
            case AutolinkInline address:
                text.Append(address.Url);
                break;
            case LineBreakInline:
                text.Append(' ');
                break;
            case FootnoteLink:
                break;
            case ContainerInline container:
                foreach (var child in container)
                {
                    Add(text, child);
                }

                break;
        }
    }
}
