using System.Security.Cryptography;
using Agora.Application.Mail;
using Agora.Application.Sessions;
using Agora.Infrastructure.Secrets;

namespace Agora.Infrastructure.Mail;

/// <summary>HMAC-SHA-256 over the ids of the mail and of the account or registration, by a key of its own.</summary>
internal sealed class MailTokens(SecretKeys secrets) : IMailTokens
{
    private readonly byte[] key = secrets.For("mail");

    public OpaqueToken For(Guid mailId, Guid subjectId)
    {
        byte[] ids = [.. mailId.ToByteArray(bigEndian: true), .. subjectId.ToByteArray(bigEndian: true)];
        return OpaqueToken.Of(HMACSHA256.HashData(key, ids));
    }
}
