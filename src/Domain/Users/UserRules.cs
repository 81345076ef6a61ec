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
    public static bool IsBio(string? text) =>
        string.IsNullOrEmpty(text) || (Characters.AreVisible(text) && Characters.Count(text) <= BioMax);

    /// <summary>An https address.</summary>
    public static bool IsWebAddress(string? text) =>
        text is { Length: <= AvatarUrlMax } && Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme == Uri.UriSchemeHttps;

    /// <summary>The name of a place, such as <c>mastodon</c>.</summary>
    public static bool IsLinkName(string? text) => Characters.AreName(text) && text!.Length <= LinkNameMax;
}
