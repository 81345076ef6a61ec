using Agora.Application.Sessions;

namespace Agora.Application.Mail;

public interface IMailTokens
{
    /// <summary>
    /// The token in the link of a mail, derived from a secret key: the same in every attempt to send it, so that a mail which arrives twice
    /// has one link.
    /// </summary>
    /// <param name="subjectId">The account or registration that the link is for.</param>
    OpaqueToken For(Guid mailId, Guid subjectId);
}
