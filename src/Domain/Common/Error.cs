namespace Agora.Domain.Common;

/// <summary>What a caller can do about a failure. One switch at the HTTP edge maps each kind to a status.</summary>
public enum ErrorKind
{
    /// <summary>The input breaks a rule; <see cref="Error.Fields"/> may name the members.</summary>
    Invalid,

    /// <summary>The caller is not signed in, or the credential is wrong.</summary>
    Unauthenticated,

    /// <summary>Signed in, and not allowed.</summary>
    Forbidden,

    /// <summary>Not there, or not yours: the two look the same on purpose.</summary>
    NotFound,

    /// <summary>It was there, and is no longer kept.</summary>
    Gone,

    /// <summary>The request contradicts the present state, such as a name already taken.</summary>
    Conflict,

    /// <summary>The version that the caller edited is no longer the current one.</summary>
    Stale,

    /// <summary>The version must be named, and was not.</summary>
    PreconditionRequired,

    /// <summary>More bytes than are taken.</summary>
    TooLarge,

    /// <summary>A kind of content that is not taken.</summary>
    Unsupported,

    /// <summary>Too often; <see cref="Error.RetryAfter"/> says when to try again.</summary>
    TooMany,

    /// <summary>Something that Agora needs is busy or away; trying later may work.</summary>
    Unavailable,
}

/// <param name="Code">Stable, <c>noun.reason</c>; clients switch on it.</param>
/// <param name="Message">One sentence for people. Never holds a secret or the rejected value of one.</param>
public sealed record Error(ErrorKind Kind, string Code, string Message)
{
    /// <summary>Problems by member name as the client sent it (camelCase), for <see cref="ErrorKind.Invalid"/>.</summary>
    public IReadOnlyDictionary<string, string[]>? Fields { get; init; }

    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The constraint of the database that holds the rule as well, where a response names it.</summary>
    public string? Constraint { get; init; }

    public static Error Invalid(string code, string message) => new(ErrorKind.Invalid, code, message);

    public static Error InvalidField(string field, string code, string message) => new(ErrorKind.Invalid, code, message)
    {
        Fields = new Dictionary<string, string[]>(StringComparer.Ordinal) { [field] = [message] },
    };

    public static Error Unauthenticated(string code, string message) => new(ErrorKind.Unauthenticated, code, message);

    public static Error Forbidden(string code, string message) => new(ErrorKind.Forbidden, code, message);

    public static Error NotFound(string code, string message) => new(ErrorKind.NotFound, code, message);

    public static Error Gone(string code, string message) => new(ErrorKind.Gone, code, message);

    public static Error Conflict(string code, string message) => new(ErrorKind.Conflict, code, message);

    public static Error Stale(string code, string message) => new(ErrorKind.Stale, code, message);

    public static Error PreconditionRequired(string code, string message) =>
        new(ErrorKind.PreconditionRequired, code, message);

    public static Error TooMany(string code, string message, TimeSpan retryAfter) =>
        new(ErrorKind.TooMany, code, message) { RetryAfter = retryAfter };

    public static Error Unavailable(string code, string message, TimeSpan retryAfter) =>
        new(ErrorKind.Unavailable, code, message) { RetryAfter = retryAfter };
}
