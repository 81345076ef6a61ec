using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text;

namespace Agora.Api.DatabaseConsole;

/// <summary>HTML. What an interpolated text puts into it is encoded, unless it is HTML itself.</summary>
internal readonly record struct Html(string Text)
{
    public static readonly Html Empty = new("");

    public static Html Of(HtmlBuilder builder) => new(builder.ToString());

    public static Html Join(IEnumerable<Html> parts) => new(string.Concat(parts.Select(part => part.Text)));

    public override string ToString() => Text;
}

[InterpolatedStringHandler]
internal readonly ref struct HtmlBuilder(int literalLength, int formattedCount)
{
    private readonly StringBuilder text = new(literalLength + (formattedCount * 16));

    public void AppendLiteral(string literal) => text.Append(literal);

    public void AppendFormatted(Html html) => text.Append(html.Text);

    public void AppendFormatted<T>(T value) =>
        text.Append(WebUtility.HtmlEncode(Convert.ToString(value, CultureInfo.InvariantCulture)));

    public override string ToString() => text.ToString();
}
