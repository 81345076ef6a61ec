namespace Agora.Application.Texts;

/// <summary>Reads what people write as CommonMark with tables, strikethrough, task lists, footnotes and bare links.</summary>
public interface IMarkdown
{
    /// <summary>
    /// HTML that is safe to put into any page: markup in the source stays text, links lead to the web or to mail and vouch for nothing.
    /// Ids and the links to them carry the id of the text, so that many texts fit on one page.
    /// </summary>
    /// <param name="textId">Of the post or comment whose text it is.</param>
    /// <param name="page">Where relative addresses lead from; null leaves them relative.</param>
    string ToHtml(string source, Guid textId, Uri? page = null);

    /// <summary>
    /// The words as a reader sees them, on one line: without marks, addresses of links, and what code blocks and tables are drawn with.
    /// </summary>
    string ToText(string source);
}
