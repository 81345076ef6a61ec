using System.ComponentModel.DataAnnotations;
using Agora.Domain.Sessions;

namespace Agora.Application.Sessions;

/// <summary>Whether registration reveals that an address has an account.</summary>
public enum AddressConflicts
{
    Tell,
    Conceal,
}

/// <summary>How long people stay signed in. Bound from the section <c>Sessions</c> and checked at start.</summary>
public sealed class SessionSettings
{
    public const string Section = "Sessions";

    /// <summary>Longest life of an access token: what it grants is looked up anyway, this bounds a stolen signing key.</summary>
    public const int AccessTokenMinutesMax = 10;

    /// <summary>Minutes that an access token lives.</summary>
    [Range(1, AccessTokenMinutesMax)]
    public int AccessTokenMinutes { get; set; } = AccessTokenMinutesMax;

    /// <summary>Days without a refresh after which a session ends; <see cref="AbsoluteDays"/> at most.</summary>
    [Range(1, 365)]
    public int IdleDays { get; set; } = 14;

    /// <summary>Days after which a session ends however often it was refreshed.</summary>
    [Range(1, 365)]
    public int AbsoluteDays { get; set; } = 30;

    /// <summary>
    /// What registering with a taken address, or changing to one, answers: 409, or the same as with a free one, where only a mail
    /// to the address tells. Unset: Conceal where mail can be sent, Tell elsewhere.
    /// </summary>
    [EnumDataType(typeof(AddressConflicts))]
    public AddressConflicts? AddressConflicts { get; set; }

    /// <summary>Who issues the tokens (<c>iss</c>).</summary>
    public string Issuer { get; set; } = "agora";

    /// <summary>Whom they are for (<c>aud</c>). Deployments that share a secret must differ here.</summary>
    public string Audience { get; set; } = "agora-api";

    /// <summary>Whether an account must have confirmed its e-mail address before it can sign in.</summary>
    public bool RequireVerifiedEmail { get; set; }

    public TimeSpan AccessTokenLifetime => TimeSpan.FromMinutes(AccessTokenMinutes);

    public TimeSpan IdleLifetime => TimeSpan.FromDays(IdleDays);

    public TimeSpan AbsoluteLifetime => TimeSpan.FromDays(AbsoluteDays);

    public SessionLifetimes Lifetimes => new(IdleLifetime, AbsoluteLifetime);
}
