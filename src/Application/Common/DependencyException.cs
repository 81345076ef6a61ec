using Agora.Domain.Common;

namespace Agora.Application.Common;

/// <summary>
/// Something that Agora needs did not answer as it should. Thrown where the dependency is spoken to, caught only at the
/// edge, which tells the caller <see cref="Error"/> and logs the inner exception.
/// </summary>
public sealed class DependencyException(Error error, Exception? inner) : Exception(error?.Message, inner)
{
    public Error Error { get; } = error ?? throw new ArgumentNullException(nameof(error));
}
