using Agora.Application.Mail;

namespace Agora.Application.Sessions;

/// <summary>The setting <see cref="SessionSettings.AddressConflicts"/> with its default.</summary>
public sealed class AddressPrivacy(SessionSettings sessions, MailDelivery mail)
{
    /// <summary>Whether a taken address is answered like a free one.</summary>
    public bool Conceals => sessions.AddressConflicts is { } set ? set == AddressConflicts.Conceal : mail.IsConfigured;
}
