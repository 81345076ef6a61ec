using Agora.Domain.Common;

namespace Agora.Domain.Sessions;

/// <summary>
/// What makes a password unfit beside its length. Nothing of it is trimmed or folded; letters with marks are composed, because keyboards
/// differ in how they send them.
/// </summary>
public static class PasswordRules
{
    // The most used ones of eight characters and more; shorter ones are refused by their length.
    private static readonly HashSet<string> Common = new(StringComparer.OrdinalIgnoreCase)
    {
        "password", "password1", "password12", "password123", "password1234", "password!", "passw0rd", "p@ssw0rd", "p@ssword", "pa$$word",
        "pass1234", "passpass", "password01", "mypassword", "newpassword", "changeme", "changeme1", "changeme123", "letmein1", "letmein123",
        "welcome1", "welcome123", "welcome12", "iloveyou", "iloveyou1", "iloveyou2", "ilovegod", "sunshine", "sunshine1", "princess",
        "princess1", "football", "football1", "baseball", "baseball1", "basketball", "superman", "superman1", "batman123", "starwars",
        "starwars1", "pokemon1", "pokemon123", "trustno1", "whatever", "whatever1", "computer", "computer1", "internet", "internet1",
        "corvette", "mercedes", "maverick", "michelle", "jennifer", "jessica1", "michael1", "jordan23", "charlie1", "chocolate",
        "butterfly", "liverpool", "liverpool1", "chelsea1", "arsenal1", "barcelona", "manchester", "samsung1", "samsung123", "google123",
        "facebook", "facebook1", "linkedin", "administrator", "admin123", "admin1234", "admin12345", "adminadmin", "root1234", "toor1234",
        "test1234", "test12345", "testtest", "testing123", "guest123", "user1234", "default1", "secret123", "secret1234", "master123",
        "dragon123", "monkey123", "shadow123", "qwertyui", "qwertyuiop", "qwerty12", "qwerty123", "qwerty1234", "qwerty12345",
        "qwertyqwerty", "qwer1234", "qazwsxedc", "qazwsx123", "1qaz2wsx", "1qaz2wsx3edc", "1q2w3e4r", "1q2w3e4r5t", "1q2w3e4r5t6y",
        "q1w2e3r4", "q1w2e3r4t5",
        "asdfghjk", "asdfghjkl", "asdf1234", "asdfasdf", "zxcvbnm1", "zxcvbnm123", "zaq12wsx", "zaq1zaq1", "!qaz2wsx", "12345678",
        "123456789", "1234567890", "12345678910", "123456789a", "a123456789", "a1234567", "abc12345", "abcd1234", "abcdefgh", "abc123456",
        "aa123456", "aa12345678", "123abc123", "123123123", "12341234", "123321123", "123654789", "147258369", "159753456", "741852963",
        "789456123", "987654321", "0987654321", "87654321", "11223344", "1122334455", "12121212", "123qwe123", "1q2w3e4r!", "iloveyou!",
        "november", "december", "september", "february", "spring2024", "summer2024", "summer2025", "winter2024", "winter2025", "autumn2025",
        "hello123", "hello1234", "hellohello", "lovelove", "babygirl", "babygirl1", "angel123", "friends1", "freedom1", "blink182",
        "metallica", "slipknot", "nirvana1", "rockstar", "soccer12", "hockey12", "cheese123", "cookie123", "pepper123", "ginger123",
        "correcthorsebatterystaple", "letmeinnow", "opensesame", "trustnoone", "access14", "access123", "mustang1", "bigdaddy",
        "scooter1", "victoria",
    };

    /// <summary>The form that is hashed.</summary>
    public static string Normalize(string password) => UnicodeComposition.Compose(password);

    /// <summary>
    /// Whether it is one of the first that an attacker tries: a common one, one character repeated, or a run such as 23456789.
    /// </summary>
    public static bool IsCommon(string password) =>
        Common.Contains(password)
            || password.All(c => c == password[0])
            || IsRun(password, 1)
            || IsRun(password, -1);

    /// <summary>Whether every character reaches the hash as it was typed: no NUL, no half of a surrogate pair.</summary>
    public static bool IsText(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\0')
            {
                return false;
            }

            if (char.IsSurrogate(text[i]))
            {
                if (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[i + 1]))
                {
                    return false;
                }

                i++;
            }
        }

        return true;
    }

    private static bool IsRun(string password, int step)
    {
        for (var i = 1; i < password.Length; i++)
        {
            if (password[i] - password[i - 1] != step)
            {
                return false;
            }
        }

        return true;
    }
}
