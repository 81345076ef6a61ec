using Agora.Application.Common;
using Agora.Application.Mail;
using Agora.Application.Users;
using Agora.Domain.Common;
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
        RuleFor(c => c.Email).IsEmail();
        RuleFor(c => c.Kind).Must(k => k is MailKind.VerifyEmail or MailKind.ResetPassword);
    }
}

public sealed class RequestEmailHandler(IMailOutbox mail, TimeProvider clock) : ICommandHandler<RequestEmail, Done>
{
    public async Task<Result<Done>> Handle(RequestEmail command, CancellationToken ct)
    {
        await mail.QueueAsync(command.Kind, command.Email, RequestEmail.MostAnHour, clock.GetUtcNow(), ct);
        return default(Done);
    }
}
