using System.Globalization;
using System.Text;
using Agora.Domain.Common;

namespace Agora.Domain.Users;

/// <summary>
/// The one spelling of an e-mail address: an ASCII local part, because most mail servers take no other, and the ASCII form of an
/// international host name. Accounts that were stored otherwise are found by every form of their address.
/// </summary>
public static class EmailAddress
{
    private const int LocalMax = 64, LabelMax = 63;

    /// <summary>Separates labels as a dot does.</summary>
    private const char IdeographicStop = '\u3002';

    private static readonly IdnMapping Idn = new();

    /// <summary>Null when no mail can reach the address. Whether one does, only a mail can tell.</summary>
    public static string? Canonical(string? text)
    {
        var address = text?.Trim() ?? "";
        var at = address.IndexOf('@', StringComparison.Ordinal);
        if (at is < 1 or > LocalMax || !IsLocal(address[..at]) || Host(address[(at + 1)..]) is not { } host)
        {
            return null;
        }

        var canonical = $"{address[..at]}@{host}";
        return canonical.Length <= UserRules.EmailMax ? canonical : null;
    }

    /// <summary>Whether both are one mailbox: neither case nor the form of the host makes a difference.</summary>
    public static bool AreSame(string? one, string? other) =>
        one is not null && other is not null
        && string.Equals(Canonical(one) ?? one, Canonical(other) ?? other, StringComparison.OrdinalIgnoreCase);

    /// <summary>The address as typed, then its canonical form and the one with the host in Unicode, each once.</summary>
    public static IReadOnlyList<string> Forms(string text)
    {
        var typed = text.Trim();
        if (Canonical(typed) is not { } canonical)
        {
            return [typed];
        }

        var at = canonical.IndexOf('@', StringComparison.Ordinal);
        string[] forms = [typed, canonical, canonical[..at] + "@" + Idn.GetUnicode(canonical[(at + 1)..])];
        return [.. forms.Distinct(StringComparer.Ordinal)];
    }

    // A dot-atom of RFC 5321.
    private static bool IsLocal(string local) => local.Split('.').All(atom => atom.Length > 0
        && atom.All(c => char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-/=?^_`{|}~".Contains(c, StringComparison.Ordinal)));

    private static string? Host(string text)
    {
        if (Ascii(text) is not { } host || host.Split('.') is not { Length: >= 2 } labels)
        {
            return null;
        }

        var isHost = labels.All(label => label.Length is > 0 and <= LabelMax && label[0] != '-' && label[^1] != '-'
            && label.All(c => char.IsAsciiLetterOrDigit(c) || c == '-'));
        return isHost && !labels[^1].All(char.IsAsciiDigit) ? host : null;
    }

    private static string? Ascii(string host)
    {
        if (System.Text.Ascii.IsValid(host) && !host.Contains("xn--", StringComparison.OrdinalIgnoreCase))
        {
            return host;
        }

        try
        {
            // Written in ASCII or not, one name has one form: what it reads as, in small letters.
            var read = string.Join('.', host.ToLowerInvariant().Replace(IdeographicStop, '.').Split('.').Select(label =>
                label.StartsWith("xn--", StringComparison.Ordinal) ? Idn.GetUnicode(label) : label));
            var name = new StringBuilder();
            foreach (var rune in UnicodeComposition.Compose(read).EnumerateRunes())
            {
                name.Append(Rune.ToLowerInvariant(rune).ToString());
            }

            var labels = name.ToString();
            return labels.Split('.').All(IsLabel) ? Idn.GetAscii(labels) : null;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    /// <summary>
    /// Small letters, digits, hyphens, and marks behind one of them. Invisible and compatibility characters would give one host
    /// several spellings: some resolvers drop or fold them, and others do not find the host.
    /// </summary>
    private static bool IsLabel(string label)
    {
        var isFirst = true;
        foreach (var rune in label.EnumerateRunes())
        {
            var fits = Rune.GetUnicodeCategory(rune) switch
            {
                UnicodeCategory.LowercaseLetter or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter
                    or UnicodeCategory.DecimalDigitNumber => true,
                UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark => !isFirst,
                _ => rune.Value == '-',
            };
            if (!fits || UnicodeCompatibility.IsVariant(rune))
            {
                return false;
            }

            isFirst = false;
        }

        return true;
    }
}
