using System.Net;

namespace Agora.Infrastructure.Posts;

/// <summary>
/// The words that matched, from the database to HTML. Bodies may hold markup of their own, so the database marks with two
/// private characters that it has taken out of the text before; they become elements after everything else was escaped.
/// </summary>
internal static class Highlight
{
    public const char Start = '\uE000', Stop = '\uE001';

    public const string Both = "\uE000\uE001";

    public const string Options = "StartSel=\uE000, StopSel=\uE001, MaxFragments=2, MaxWords=30, MinWords=12, FragmentDelimiter=\" … \"";

    public static string ToHtml(string marked) => WebUtility.HtmlEncode(marked)
        .Replace(Start.ToString(), "<mark>", StringComparison.Ordinal)
        .Replace(Stop.ToString(), "</mark>", StringComparison.Ordinal);
}
