namespace Agora.Application.Sessions;

public enum PasswordCheck
{
    Wrong,
    Right,

    /// <summary>Right, and stored at a lower cost than today's: hash it again.</summary>
    RightButWeak,
}

public interface IPasswordHasher
{
    /// <summary>Algorithm, cost, salt and hash in one text.</summary>
    /// <exception cref="Common.DependencyException">Too many passwords are being hashed at this moment.</exception>
    Task<string> HashAsync(string password, CancellationToken ct);

    /// <summary>Whether a stored hash is of a known form, and at a cost that a sign-in computes.</summary>
    bool Knows(string stored);

    /// <summary>Takes the same time whether or not there is a stored hash.</summary>
    /// <param name="stored">Null for an unknown account or one without a password: always wrong.</param>
    /// <exception cref="Common.DependencyException">Too many passwords are being hashed at this moment.</exception>
    Task<PasswordCheck> CheckAsync(string password, string? stored, CancellationToken ct);
}
