using System.ComponentModel.DataAnnotations;

namespace Agora.Application.Mail;

/// <param name="IsConfigured">Whether mail leaves this process: a server or a folder is configured.</param>
/// <param name="LinksLeadHere">Whether the links of mails name this machine, which others cannot follow.</param>
public sealed record MailDelivery(bool IsConfigured, bool LinksLeadHere);

/// <summary>How mail leaves. Bound from the section <c>Mail</c> and checked at start.</summary>
public sealed class MailSettings
{
    public const string Section = "Mail";

    /// <summary>Mail server. Empty: mail goes to <see cref="PickupFolder"/>, or waits in the database.</summary>
    public string? SmtpHost { get; set; }

    /// <summary>Port of the mail server.</summary>
    [Range(1, 65535)]
    public int SmtpPort { get; set; } = 587;

    /// <summary>
    /// TLS: from the first byte on port 465, after STARTTLS on others. Without it a login is given to a server on this machine only.
    /// </summary>
    public bool SmtpTls { get; set; } = true;

    /// <summary>TLS from the first byte on any port.</summary>
    public bool SmtpImplicitTls { get; set; }

    /// <summary>Login at the mail server. Empty: none.</summary>
    public string? SmtpUser { get; set; }

    /// <summary>Password at the mail server.</summary>
    public string? SmtpPassword { get; set; }

    /// <summary>Folder to write mails into as .eml files. In Development <c>mail</c> beside the data, unless set.</summary>
    public string? PickupFolder { get; set; }

    /// <summary>Sender of every mail.</summary>
    public string From { get; set; } = "Agora <agora@localhost>";

    /// <summary>
    /// Where the links of mails lead, without a trailing slash: to the pages of this server (<c>/verify-email</c>, <c>/reset-password</c>,
    /// <c>/take-back-email</c>, <c>/unsubscribe</c>), or to those of a front end, which take the token behind <c>#token=</c>, that
    /// of <c>/unsubscribe</c> also behind <c>?token=</c>, and hand <c>POST /unsubscribe</c>, which mail services send, on to this server.
    /// </summary>
    public string LinkBase { get; set; } = "http://localhost:8007";
}
