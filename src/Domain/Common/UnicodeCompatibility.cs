using System.Globalization;
using System.Text;

namespace Agora.Domain.Common;

/// <summary>
/// Letters, marks and digits that stand for others: those that Unicode form KC replaces (full width, ligatures, styled letters), and those
/// that show nothing. The class library knows no form KC here, because the process runs without the tables of the operating system.
/// </summary>
internal static class UnicodeCompatibility
{
    // Of Unicode 16. Gaps between small letters that belong together hold capitals and symbols. Compared with PostgreSQL by a test.
    private const string Ranges = """
        AA-BA 133 140 149 17F 1C6-1CC 1F3 2B0-2B8 2E0-2E4 34F 37A 3D0-3D6 3F0-3F2 3F5 587 675-678 E33 EB3 EDC-EDD F77-F79 10FC
        115F-1160 17B4-17B5 180B-180F 1D2C-1D2E 1D30-1D3A 1D3C-1D4D 1D4F-1D6A 1D78 1D9B-1DBF 1E9A-1E9B 2071 207F 2090-209C 210A-2149
        2C7C-2C7D 2D6F 309F 30FF 3131-318E A69C-A69D A770 A7F1-A7F4 A7F8-A7F9 AB5C-AB5F AB69 F900-FA0D FA10 FA12 FA15-FA1E FA20 FA22
        FA25-FA26 FA2A-FA6D FA70-FAD9 FB00-FB06 FB13-FB17 FB20-FB28 FB4F-FBB1 FBD3-FD8F FD92-FDC7 FDF0-FE0F FE70-FE72 FE74 FE76-FEFC
        FF10-FFBE FFC2-FFC7 FFCA-FFCF FFD2-FFD7 FFDA-FFDC 10781-10785 10787-107B0 107B2-107BA 1CCF0-1CCF9 1D41A-1D454 1D456-1D49B
        1D4B6-1D4B9 1D4BB 1D4BD-1D4C3 1D4C5-1D503 1D51E-1D537 1D552-1D6A5 1D6C2-1D7CB 1D7CE-1D7FF 1E030-1E06D 1EE00-1EEBB
        1FBF0-1FBF9 2F800-2FA1D E0100-E01EF
        """;

    private static readonly HashSet<int> Variants = [.. Ranges
        .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
        .Select(range => range.Split('-'))
        .SelectMany(ends => Enumerable.Range(Hex(ends[0]), Hex(ends[^1]) - Hex(ends[0]) + 1))];

    /// <summary>Of a small letter, a mark or a digit in form C. What other characters answer means nothing.</summary>
    public static bool IsVariant(Rune rune) => Variants.Contains(rune.Value);

    private static int Hex(string text) => int.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
