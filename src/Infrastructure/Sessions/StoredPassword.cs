using System.Text;

namespace Agora.Infrastructure.Sessions;

/// <summary>A stored hash, of one of the algorithms that sign-in knows (build/decisions/0045-argon2id.md).</summary>
internal abstract record StoredPassword
{
    /// <returns>Null for a text of no known form, and for one that would cost too much: no password is right for it.</returns>
    public static StoredPassword? Read(string? stored) => stored switch
    {
        null => null,
        _ when Argon2idHash.Read(stored) is { } argon2 => argon2,
        _ when BcryptHash.Read(stored) is { } bcrypt => bcrypt,
        _ => Pbkdf2Hash.Read(stored) ?? Pbkdf2Hash.ReadIdentity(stored),
    };

    public abstract bool IsOf(string password);

    /// <summary>Whether a hash of today would be stronger.</summary>
    public virtual bool IsWeak(PasswordCost today) => true;

    // No trimming, no cut.
    protected static byte[] Utf8(string password) => Encoding.UTF8.GetBytes(password);

    protected static string ToBase64(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=');

    protected static byte[]? FromBase64(string text)
    {
        var padded = text.TrimEnd('=');
        padded += new string('=', (4 - (padded.Length % 4)) % 4);
        var bytes = new byte[padded.Length];
        return Convert.TryFromBase64String(padded, bytes, out var length) ? bytes[..length] : null;
    }
}
