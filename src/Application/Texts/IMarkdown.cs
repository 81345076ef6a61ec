namespace Agora.Application.Texts;

/// <summary>Reads what people write as CommonMark with tables, strikethrough, task lists, footnotes and bare links.</summary>
public interface IMarkdown
{
    /// <summary>
    /// HTML that is safe to put into any page: markup in the source stays text, links lead to the web or to mail and vouch for nothing.
    /// </summary>
    string ToHtml(string source);
}
