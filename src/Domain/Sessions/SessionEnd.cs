namespace Agora.Domain.Sessions;

/// <summary>Why a session ended before its time. The database knows the same words.</summary>
public enum SessionEnd
{
    Logout,
    LogoutAll,

    /// <summary>Its owner ended it from another session.</summary>
    Revoked,

    /// <summary>Its account opened more sessions than it may have.</summary>
    Displaced,
    PasswordChanged,
    PasswordReset,

    /// <summary>A refresh token came a second time: one of the two who hold it stole it.</summary>
    TokenReused,

    /// <summary>The account was closed or switched off. Set by the database.</summary>
    AccountClosed,
}

/// <summary>What the security log of an account records. The database knows the same words.</summary>
public enum SecurityEventKind
{
    Registered,
    EmailVerified,
    RefreshTokenReused,
    SessionsEnded,
    PasswordChanged,
    PasswordReset,
    AdminCreated,
    EmailChangeRequested,
    EmailChanged,

    /// <summary>The former address took the change back.</summary>
    EmailTakenBack,
}
