namespace Agora.Application.Sessions;

/// <summary>An account to be made once the address is confirmed.</summary>
public sealed record NewRegistration(
    Guid Id, string Email, string Username, string? FullName, string PasswordHash, DateTimeOffset Now, DateTimeOffset ExpiresAt);

public sealed record ConfirmedRegistration(string Email, string Username, string? FullName, string PasswordHash);

public interface IRegistrationRepository
{
    /// <summary>False when an account or another registration has the username. Whether an account has the address is not asked.</summary>
    Task<bool> TryAddAsync(NewRegistration registration, CancellationToken ct);

    /// <summary>Stores the link of a registration, in place of one that was sent before. False when it has ended.</summary>
    Task<bool> TrySetTokenAsync(Guid registrationId, byte[] tokenHash, CancellationToken ct);

    /// <summary>Removes the registration of the link. Null when there is none or it has ended.</summary>
    Task<ConfirmedRegistration?> TryTakeAsync(byte[] tokenHash, DateTimeOffset now, CancellationToken ct);
}
