using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Agora.Domain.Users;

namespace Agora.Application.Posts.Import;

/// <summary>Who wrote an imported post. At least one of the three names is there.</summary>
/// <param name="Username">As the line gives it; null leaves the choice to the import.</param>
public sealed record ImportedAuthor(string? Name, string? Email, string? Username)
{
    // This process runs without Unicode tables, so the letters that European names need are spelled out.
    private const string Accented = "àáâãäåāăąçćĉċčďđðèéêëēĕėęěĝğġģĥħìíîïĩīĭįıĵķĺļľłñńņňòóôõöøōŏőŕŗřśŝşšșţťŧțùúûüũūŭůűųŵýÿŷźżž";
    private const string Plain = "aaaaaaaaacccccdddeeeeeeeeegggghhiiiiiiiiijkllllnnnnooooooooorrrsssssttttuuuuuuuuuuwyyyzzz";

    /// <summary>The strongest name that the line has, without regard to case: e-mail address, username, then name.</summary>
    public string Identity =>
        Email is not null ? $"email:{Email.ToLowerInvariant()}"
        : Username is not null ? $"username:{Username.ToLowerInvariant()}"
        : $"name:{Name?.ToLowerInvariant()}";

    /// <summary>The username that a new account gets when it is free.</summary>
    public string WantedUsername => Stem is { } stem && UserRules.IsUsername(stem) ? stem : SpareUsername;

    /// <summary>The username of a new account when the wanted one is taken: made from the identity, so it is the same each time.</summary>
    public string SpareUsername
    {
        get
        {
            var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Identity)))[..8];
            var stem = Stem is { Length: > 0 } some ? some : "author";
            return $"{stem[..Math.Min(stem.Length, UserRules.UsernameMax - hash.Length - 1)].TrimEnd('-')}-{hash}";
        }
    }

    private string? Stem => Username ?? Slug(Name ?? Email?[..Email.IndexOf('@', StringComparison.Ordinal)]);

    // "Ærøskøbing & Söhne" becomes "aeroskobing-sohne".
    private static string? Slug(string? text)
    {
        if (text is null)
        {
            return null;
        }

        var slug = new StringBuilder(text.Length);
        foreach (var c in text.ToLowerInvariant())
        {
            if (char.IsAsciiLetterOrDigit(c))
            {
                slug.Append(c);
            }
            else if (Accented.IndexOf(c, StringComparison.Ordinal) is >= 0 and var letter)
            {
                slug.Append(Plain[letter]);
            }
            else if (c is 'æ' or 'œ' or 'ß' or 'þ')
            {
                slug.Append(c switch { 'æ' => "ae", 'œ' => "oe", 'ß' => "ss", _ => "th" });
            }
            else if (c is not ('\'' or '’') && CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark
                && slug.Length > 0 && slug[^1] != '-')
            {
                slug.Append('-');
            }
        }

        return slug.ToString(0, Math.Min(slug.Length, UserRules.UsernameMax)).TrimEnd('-');
    }
}
