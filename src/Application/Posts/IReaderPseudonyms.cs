namespace Agora.Application.Posts;

/// <summary>Names readers without an account, so that each is counted once.</summary>
public interface IReaderPseudonyms
{
    /// <summary>The same for the same network address, which cannot be had back from it.</summary>
    /// <param name="address">In its usual text form; null when the transport has none.</param>
    Guid NameOf(string? address);
}
