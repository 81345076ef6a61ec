using System.Globalization;
using System.Text;
using System.Xml;

namespace Agora.Migrations.Lint.Output;

internal static class JUnitOutput
{
    /// <summary>One test case a finding, named after file, rule and place; a file without findings is a case that passes.</summary>
    public static void Write(LintReport report, TextWriter target, LintOutputOptions options)
    {
        var text = new StringBuilder();
        using (var xml = XmlWriter.Create(
            text, new XmlWriterSettings { Indent = true, NewLineChars = "\n", OmitXmlDeclaration = true, CheckCharacters = false }))
        {
            var shown = report.Open.Where(finding => finding.IsInScope && finding.Severity > Severity.Info).ToList();
            xml.WriteStartElement("testsuite");
            xml.WriteAttributeString("name", $"{options.Program} lint");
            xml.WriteAttributeString("tests", Math.Max(shown.Count, 1).ToString(CultureInfo.InvariantCulture));
            xml.WriteAttributeString("failures", shown.Count.ToString(CultureInfo.InvariantCulture));
            foreach (var finding in shown)
            {
                Case(xml, finding, options);
            }

            if (shown.Count == 0)
            {
                xml.WriteStartElement("testcase");
                xml.WriteAttributeString("classname", "migrations");
                xml.WriteAttributeString("name", "nothing to find");
                xml.WriteEndElement();
            }

            xml.WriteEndElement();
        }

        target.Write("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
        target.Write(text);
        target.WriteLine();
    }

    private static void Case(XmlWriter xml, Finding finding, LintOutputOptions options)
    {
        var place = FormattableString.Invariant($"{options.PathPrefix}{finding.File}:{finding.Range.Line}:{finding.Range.Column}");
        xml.WriteStartElement("testcase");
        xml.WriteAttributeString("classname", options.PathPrefix + finding.File);
        xml.WriteAttributeString("name", $"{finding.Rule.Id} {finding.Slug} {place}");
        xml.WriteStartElement("failure");
        xml.WriteAttributeString("type", finding.Severity.Word());
        xml.WriteAttributeString("message", Printable(finding.Message));
        xml.WriteString(Printable($"{place}\n{finding.Message}\n{finding.Lock}\n\n{finding.Recipe}"));
        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    /// <summary>XML has no place for most control characters, not even escaped.</summary>
    private static string Printable(string text) =>
        string.Concat(text.Select(c => XmlConvert.IsXmlChar(c) || char.IsSurrogate(c) ? c : '?'));
}
