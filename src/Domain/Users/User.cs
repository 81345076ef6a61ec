using System.Text;
using Agora.Domain.Common;

namespace Agora.Domain.Users;

/// <summary>The limits of an account. The database checks the same ones.</summary>
public static class UserRules
{
    public const int EmailMax = 255, UsernameMin = 3, UsernameMax = 50, FullNameMax = 255;

    public const int PasswordMin = 8, PasswordMax = 128;

    public const int BioMax = 1000, AvatarUrlMax = 500, SocialLinksMax = 20, LinkNameMax = 50;

    /// <summary>Letters, digits and <c>. _ -</c>, beginning with a letter or digit: no two names look alike.</summary>
    public static bool IsUsername(string? text) =>
        text is { Length: >= UsernameMin and <= UsernameMax }
        && char.IsAsciiLetterOrDigit(text[0])
        && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-');

    /// <summary>As it is shown beside other text.</summary>
    public static bool IsFullName(string? text) => Characters.AreName(text) && Characters.Count(text!) <= FullNameMax;

    /// <summary>May be empty, which shows nothing on purpose.</summary>
    public static bool IsBio(string? text) => string.IsNullOrEmpty(text) || (Characters.AreVisible(text) && Characters.Count(text) <= BioMax);

    /// <summary>The name of a place, such as <c>mastodon</c>.</summary>
    public static bool IsLinkName(string? text) => Characters.AreName(text) && text!.Length <= LinkNameMax;

    /// <summary>Whether both are one mailbox: case and compatibility forms make no difference.</summary>
    public static bool IsSameEmail(string? one, string? other) =>
        one is not null && other is not null && string.Equals(EmailKey(one), EmailKey(other), StringComparison.Ordinal);

    private static string EmailKey(string email) => email.Normalize(NormalizationForm.FormKC).ToLowerInvariant();

    /// <summary>
    /// One <c>@</c> with a dotted host behind it, and nothing that a mail header could misread. Whether it receives mail,
    /// only a mail can tell.
    /// </summary>
    public static bool IsEmail(string? text)
    {
        if (text is not { Length: >= 3 and <= EmailMax } || text.Any(c => char.IsControl(c) || char.IsWhiteSpace(c) || c is '<' or '>' or ',' or ';' or '"' or '(' or ')'))
        {
            return false;
        }

        var at = text.IndexOf('@', StringComparison.Ordinal);
        return at is > 0 and <= 64
            && at == text.LastIndexOf('@')
            && text[(at + 1)..].Split('.') is { Length: >= 2 } labels
            && labels.All(label => label.Length is > 0 and <= 63 && label[0] != '-' && label[^1] != '-');
    }
}

/// <summary>What an account may do.</summary>
public enum UserRole
{
    User,
    Moderator,
    Admin,
}
