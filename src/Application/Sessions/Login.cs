using Agora.Application.Common;
using Agora.Domain.Common;
using Agora.Domain.Sessions;
using Agora.Domain.Users;
using FluentValidation;
using Microsoft.Extensions.Logging;

namespace Agora.Application.Sessions;

/// <summary>The tokens of a sign-in. The refresh token is shown this once.</summary>
public sealed record SignedIn(AccessToken Access, string RefreshToken);

/// <summary>Opens a session by password. Every refusal looks and takes the same.</summary>
/// <param name="Username">E-mail address or username; null when there is an e-mail address.</param>
/// <param name="Email">Null when there is a username.</param>
public sealed record Login(string? Username, string? Email, string Password, ClientOrigin Origin)
    : ICommand<SignedIn>, IRunsAsSystem, IOwnsTransaction
{
    /// <summary>An account is known at an address where it signed in or refreshed a session in this time.</summary>
    public static readonly TimeSpan KnownFor = TimeSpan.FromDays(30);

    /// <summary>A longer password is refused unchecked: none was ever set.</summary>
    public const int PasswordMax = 256;
}

public sealed class LoginValidator : AbstractValidator<Login>
{
    public LoginValidator()
    {
        RuleFor(c => c.Username).NotNull().When(c => c.Email is null).WithMessage("Must be sent, or `email` in its place.");
        RuleFor(c => c.Username!).Cascade(CascadeMode.Stop).NotEmpty().MaximumLength(UserRules.EmailMax)
            .Must(PasswordRules.IsText).WithMessage("Must not hold NUL or half of a surrogate pair.")
            .When(c => c.Username is not null);
        // Usernames hold no @, so an address is not taken for one. The look-up decides whether the address exists.
        RuleFor(c => c.Email!).Cascade(CascadeMode.Stop).NotEmpty().MaximumLength(UserRules.EmailMax)
            .Must(PasswordRules.IsText).WithMessage("Must not hold NUL or half of a surrogate pair.")
            .Must(email => email.Contains('@', StringComparison.Ordinal)).WithMessage("Must be an e-mail address.")
            .When(c => c.Email is not null);
        RuleFor(c => c.Email).Null().When(c => c.Username is not null).WithMessage("Must be left out together with `username`.");
        RuleFor(c => c.Password).Cascade(CascadeMode.Stop).NotEmpty()
            .Must(PasswordRules.IsText).WithMessage("Must not hold NUL or half of a surrogate pair.");
    }
}

public sealed partial class LoginHandler(
    ICredentialRepository credentials,
    ISessionRepository sessions,
    IPasswordHasher passwords,
    IAccessTokens tokens,
    IUnitOfWork unitOfWork,
    LoginThrottle throttle,
    SessionSettings settings,
    TimeProvider clock,
    ILogger<LoginHandler> log) : ICommandHandler<Login, SignedIn>
{
    public async Task<Result<SignedIn>> Handle(Login command, CancellationToken ct)
    {
        // One account, one count of failures: spaces and forms of the address make no other name.
        var sent = (command.Username ?? command.Email)!;
        var name = EmailAddress.Canonical(sent) ?? sent.Trim();
        var begun = await BeginAsync(name, command.Origin, ct);
        if (!begun.IsSuccess)
        {
            Throttled(log, command.Origin.Ip);
            return begun.Error;
        }

        using var attempt = begun.Value;

        // A login that rehashes the password makes one that runs beside it look again.
        for (var look = 0; look < 2; look++)
        {
            var account = await credentials.FindAsync(name, ct);
            // Accounts that may not sign in are checked like unknown ones, so the response time does not reveal a correct password.
            var stored = account is { IsActive: true }
                && (account.IsEmailVerified || !settings.RequireVerifiedEmail)
                && command.Password.Length <= Login.PasswordMax ? account.PasswordHash : null;
            var check = await passwords.CheckAsync(command.Password, stored, ct);
            if (check == PasswordCheck.Wrong || stored is null || account is null)
            {
                attempt.Failed();
                Refused(log, account?.UserId, command.Origin.Ip);
                return SessionErrors.InvalidCredentials;
            }

            var better = check == PasswordCheck.RightButWeak ? await passwords.HashAsync(command.Password, ct) : null;
            if (await StartAsync(account.UserId, stored, better, command.Origin, ct) is { } signedIn)
            {
                attempt.Succeeded();
                return signedIn;
            }
        }

        attempt.Failed();
        return SessionErrors.InvalidCredentials;
    }

    // The database is asked only when the address is at its limit: a sign-in costs one look and one write otherwise.
    private async Task<Result<LoginThrottle.Attempt>> BeginAsync(string name, ClientOrigin origin, CancellationToken ct)
    {
        var begun = throttle.Begin(name, origin, isKnownHere: false);
        if (begun.IsSuccess || !throttle.IsFull(origin) || origin.Network is not { } network)
        {
            return begun;
        }

        // By the account and not by the name: one account has several.
        var since = clock.GetUtcNow() - Login.KnownFor;
        return await credentials.FindKnownAtAsync(name, network, since, ct) is { } userId
            ? throttle.Begin($"known {userId}", origin, isKnownHere: true)
            : begun;
    }

    private async Task<SignedIn?> StartAsync(Guid userId, string hash, string? better, ClientOrigin origin, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var refresh = OpaqueToken.New();
        var session = Session.Open(userId, origin.UserAgent, settings.Lifetimes, now);
        var token = new RefreshToken(refresh.Hash, session.TokenExpiry(settings.Lifetimes, now), UsedAt: null);
        var opened = new NewSession(session, hash, better, token, origin, now);
        var grant = await unitOfWork.ExecuteAsync(
            t => sessions.TryStartAsync(opened, Session.MostOfAccount, t), static g => g is not null, ct);
        return grant is null ? null : new SignedIn(tokens.Issue(grant), refresh.Text);
    }

    // Never the name that was typed: people type passwords there.
    [LoggerMessage(EventId = 300, Level = LogLevel.Information, Message = "Refused a sign-in to account {UserId} from {Ip}")]
    private static partial void Refused(ILogger log, Guid? userId, string? ip);

    [LoggerMessage(EventId = 301, Level = LogLevel.Warning, Message = "Throttled sign-ins from {Ip}")]
    private static partial void Throttled(ILogger log, string? ip);
}
