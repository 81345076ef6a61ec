using Agora.Application.Common;
using Agora.Application.Mail;
using Agora.Domain.Common;
using Agora.Domain.Sessions;
using Agora.Domain.Users;
using FluentValidation;

namespace Agora.Application.Sessions;

/// <summary>
/// Asks for a link by mail, to confirm an address or to set a password. Says and does the same for every address: whether it
/// has an account, the sender finds out later.
/// </summary>
/// <param name="Kind">Verification or reset.</param>
public sealed record RequestEmail(string Email, MailKind Kind) : ICommand<Done>, IRunsAsSystem
{
    /// <summary>Mails of a kind to one address.</summary>
    public const int MostAnHour = 3;
}

public sealed class RequestEmailValidator : AbstractValidator<RequestEmail>
{
    public RequestEmailValidator()
    {
        // Looser than for a new address: accounts from before the rules were tightened keep their mail.
        RuleFor(c => c.Email).Cascade(CascadeMode.Stop).NotEmpty().MaximumLength(UserRules.EmailMax)
            .Must(e => e.Contains('@', StringComparison.Ordinal) && PasswordRules.IsText(e)).WithMessage("Must be an e-mail address.");
        RuleFor(c => c.Kind).Must(k => k is MailKind.VerifyEmail or MailKind.ResetPassword)
            .WithMessage("Must be a mail that can be requested without signing in.");
    }
}

public sealed class RequestEmailHandler(IMailOutbox mail, TimeProvider clock) : ICommandHandler<RequestEmail, Done>
{
    public async Task<Result<Done>> Handle(RequestEmail command, CancellationToken ct)
    {
        var recipient = EmailAddress.Canonical(command.Email) ?? command.Email.Trim();
        await mail.QueueAsync(command.Kind, recipient, RequestEmail.MostAnHour, clock.GetUtcNow(), ct);
        return default(Done);
    }
}
