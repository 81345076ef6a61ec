using Agora.Application.Common;
using Agora.Application.Mail;
using Agora.Application.Users;
using Agora.Domain.Common;
using Agora.Domain.Sessions;
using Agora.Domain.Users;
using FluentValidation;

namespace Agora.Application.Sessions;

/// <summary>
/// A person makes an account, and is asked by mail to confirm the address. Where taken addresses are concealed, the
/// account is made by the link of the mail: until then nothing differs between a free address and a taken one.
/// </summary>
public sealed record Register(string Email, string Username, string? FullName, string Password, ClientOrigin Origin)
    : ICommand<Registered>, IRunsAsSystem, IOwnsTransaction;

/// <param name="User">Null while the account waits for its link.</param>
public sealed record Registered(UserView? User);

public sealed class RegisterValidator : AbstractValidator<Register>
{
    public RegisterValidator()
    {
        RuleFor(c => c.Email).IsEmail();
        RuleFor(c => c.Username).IsUsername();
        RuleFor(c => c.FullName).IsFullName();
        RuleFor(c => c.Password).IsPassword();
        RuleFor(c => c.Password)
            .Must((c, password) => !StringComparer.OrdinalIgnoreCase.Equals(password, c.Email)
                && !StringComparer.OrdinalIgnoreCase.Equals(password, c.Username))
            .WithMessage("Must be neither the username nor the e-mail address.");
    }
}

public sealed class RegisterHandler(
    NewAccounts accounts,
    IUserRepository users,
    IRegistrationRepository registrations,
    IMailOutbox mail,
    IPasswordHasher passwords,
    IUnitOfWork unitOfWork,
    AddressPrivacy privacy,
    TimeProvider clock) : ICommandHandler<Register, Registered>
{
    public async Task<Result<Registered>> Handle(Register command, CancellationToken ct)
    {
        var name = Username.Choose(command.Username);
        if (!name.IsSuccess)
        {
            return name.Error;
        }

        command = command with { Email = EmailAddress.Canonical(command.Email)! };
        var hash = await passwords.HashAsync(command.Password, ct);
        return await unitOfWork.ExecuteAsync(
            token => privacy.Conceals ? AnnounceAsync(command, hash, token) : StoreAsync(command, name.Value, hash, token),
            static r => r.IsSuccess,
            ct);
    }

    private async Task<Result<Registered>> AnnounceAsync(Register command, string hash, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var registration = new NewRegistration(
            Guid.CreateVersion7(now), command.Email, command.Username, command.FullName, hash, now, now + MailTexts.RegistrationLifetime);
        if (UserSaving.RefuseUsername(!await registrations.TryAddAsync(registration, ct)) is { } refusal)
        {
            return refusal;
        }

        await mail.QueueAsync(MailKind.VerifyEmail, command.Email, RequestEmail.MostAnHour, now, ct);
        return new Registered(User: null);
    }

    private async Task<Result<Registered>> StoreAsync(Register command, Username name, string hash, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var account = new NewAccount(User.Create(name, command.FullName, command.Email, UserRole.User, now), hash, IsVerified: false);
        var added = await accounts.AddAsync(account, SecurityEventKind.Registered, command.Origin, ct);
        if (!added.IsSuccess)
        {
            return added.Error;
        }

        await mail.QueueAsync(MailKind.VerifyEmail, command.Email, RequestEmail.MostAnHour, now, ct);
        return new Registered(await users.FindAsync(added.Value, ct));
    }
}
