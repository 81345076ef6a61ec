using System.Globalization;
using System.Text;
using Agora.Domain.Common;

namespace Agora.Domain.Posts;

/// <summary>The one spelling of a tag: <c>Machine Learning</c> and <c>machine-learning</c> are the same.</summary>
public sealed record TagName
{
    /// <summary>Unicode code points.</summary>
    public const int MaxLength = 50;

    // Lower case of the first is i with the second in most languages, and i in those that have the letter.
    private const int DottedCapitalI = 0x130, DotAbove = 0x307;

    private TagName(string value) => Value = value;

    public string Value { get; }

    /// <summary>A name that the database holds, which may be older than a rule.</summary>
    public static TagName Load(string stored) => new(stored);

    /// <summary>
    /// Lower case, with a hyphen for white space and slashes. Null when what remains is not 1 to 50 letters, digits, marks
    /// or <c>. + # - _</c> with a letter or digit among them. Letters with marks are composed, and the dotted capital I of Turkish is an i.
    /// Compatibility forms are left to the database, which refuses them.
    /// </summary>
    public static TagName? Normalize(string? text)
    {
        // Nothing that long can shrink to a tag, and this runs before any other limit.
        if (text is null || text.Length > 16 * MaxLength)
        {
            return null;
        }

        var tag = new StringBuilder(text.Length);
        foreach (var rune in UnicodeComposition.Compose(text.Trim()).EnumerateRunes())
        {
            if (Rune.IsWhiteSpace(rune) || rune.Value == '/')
            {
                if (tag.Length > 0 && tag[^1] != '-')
                {
                    tag.Append('-');
                }
            }
            else if (rune.Value == DottedCapitalI)
            {
                tag.Append('i');
            }
            else if (rune.Value != DotAbove || tag.Length == 0 || tag[^1] != 'i')
            {
                tag.Append(Rune.ToLowerInvariant(rune).ToString());
            }
        }

        var normal = tag.ToString();
        return IsNormal(normal) ? new TagName(normal) : null;
    }

    /// <summary>In the order sent, each once. Null when one of them cannot be a tag.</summary>
    public static IReadOnlyList<TagName>? NormalizeAll(IEnumerable<string?> texts)
    {
        var tags = new List<TagName>();
        foreach (var text in texts)
        {
            if (Normalize(text) is not { } tag)
            {
                return null;
            }

            if (!tags.Contains(tag))
            {
                tags.Add(tag);
            }
        }

        return tags;
    }

    public override string ToString() => Value;

    private static bool IsNormal(string tag)
    {
        var length = 0;
        var named = false;
        foreach (var rune in tag.EnumerateRunes())
        {
            length++;
            var letterOrDigit = Rune.IsLetterOrDigit(rune) && Characters.IsVisible(rune);
            named |= letterOrDigit;
            // A capital that survived has no small letter that both sides agree on.
            if (Rune.IsUpper(rune) || !(letterOrDigit || IsMark(rune) || rune.Value is '.' or '+' or '#' or '-' or '_'))
            {
                return false;
            }
        }

        return named && length <= MaxLength;
    }

    private static bool IsMark(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;
}
