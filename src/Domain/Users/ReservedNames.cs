namespace Agora.Domain.Users;

/// <summary>
/// Usernames that would pass for the community itself, its staff, a part of an address or the id of an account. Admins may give them all
/// the same.
/// </summary>
public static class ReservedNames
{
    private static readonly HashSet<string> Names = new(StringComparer.OrdinalIgnoreCase)
    {
        "abuse", "account", "accounts", "admin", "administration", "administrator", "admins", "agora", "all", "anonymous", "api",
        "auth", "billing", "blog", "bot", "community", "contact", "deleted", "dev", "docs", "everyone", "false", "feed", "feeds",
        "ftp", "guest", "health", "help", "here", "hostmaster", "imap", "info", "legal", "localhost", "login", "logout", "mail",
        "mailerdaemon", "me", "media", "mod", "moderation", "moderator", "moderators", "mods", "news", "nobody", "none", "noreply",
        "null", "official", "operator", "owner", "password", "pop3", "postmaster", "posts", "privacy", "register", "root", "rss",
        "search", "security", "self", "settings", "signin", "signup", "smtp", "ssl", "staff", "status", "superuser", "support",
        "sysadmin", "system", "tags", "team", "terms", "true", "undefined", "user", "username", "users", "webmaster", "www",
    };

    /// <summary>Dots, hyphens and underscores make no other name of it.</summary>
    public static bool Contains(string username) =>
        Names.Contains(string.Concat(username.Where(char.IsAsciiLetterOrDigit)))
            || username.StartsWith("deleted-", StringComparison.OrdinalIgnoreCase)
            || Guid.TryParseExact(username, "D", out _);
}
