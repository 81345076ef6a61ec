using System.Text;
using System.Xml;
using Agora.Application.Syndication;

namespace Agora.Api.Syndication;

/// <summary>Writes a feed as Atom (RFC 4287).</summary>
internal static class AtomFeed
{
    public const string MediaType = "application/atom+xml";

    private const string Namespace = "http://www.w3.org/2005/Atom";

    private static readonly XmlWriterSettings Settings = new()
    {
        Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        Indent = true,
        NewLineChars = "\n",
    };

    public static byte[] Write(SyndicationFeed feed, FeedAddresses addresses)
    {
        using var bytes = new MemoryStream();
        using (var xml = XmlWriter.Create(bytes, Settings))
        {
            xml.WriteStartElement("feed", Namespace);
            Text(xml, "title", addresses.Title);
            Text(xml, "id", addresses.Self);
            Link(xml, "self", addresses.Self, MediaType);
            Link(xml, "alternate", addresses.Home, type: null);
            // A feed must say when it changed; one that never held anything has not.
            Text(xml, "updated", XmlConvert.ToString((feed.UpdatedAt ?? DateTimeOffset.UnixEpoch).ToUniversalTime()));
            foreach (var item in feed.Items)
            {
                Entry(xml, item);
            }

            xml.WriteEndElement();
        }

        return bytes.ToArray();
    }

    private static void Entry(XmlWriter xml, SyndicationEntry item)
    {
        xml.WriteStartElement("entry", Namespace);
        Text(xml, "title", item.Title);
        Text(xml, "id", $"urn:uuid:{item.Id}");
        Link(xml, "alternate", item.Page.AbsoluteUri, type: null);
        Text(xml, "published", XmlConvert.ToString(item.PublishedAt.ToUniversalTime()));
        Text(xml, "updated", XmlConvert.ToString(item.UpdatedAt.ToUniversalTime()));
        xml.WriteStartElement("author", Namespace);
        Text(xml, "name", item.AuthorName ?? "A closed account");
        xml.WriteEndElement();
        foreach (var tag in item.Tags)
        {
            xml.WriteStartElement("category", Namespace);
            xml.WriteAttributeString("term", Clean(tag));
            xml.WriteEndElement();
        }

        Text(xml, "summary", item.Excerpt);
        xml.WriteStartElement("content", Namespace);
        xml.WriteAttributeString("type", "html");
        xml.WriteString(Clean(item.Html));
        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    private static void Text(XmlWriter xml, string name, string text) => xml.WriteElementString(name, Namespace, Clean(text));

    private static void Link(XmlWriter xml, string relation, string address, string? type)
    {
        xml.WriteStartElement("link", Namespace);
        xml.WriteAttributeString("rel", relation);
        if (type is not null)
        {
            xml.WriteAttributeString("type", type);
        }

        xml.WriteAttributeString("href", address);
        xml.WriteEndElement();
    }

    /// <summary>Without the control characters that XML 1.0 has no way to hold.</summary>
    private static string Clean(string text) =>
        text.All(c => XmlConvert.IsXmlChar(c) || char.IsSurrogate(c))
            ? text
            : string.Concat(text.Where(c => XmlConvert.IsXmlChar(c) || char.IsSurrogate(c)));
}
