namespace Agora.Application.Common;

public interface IDatabaseVersion
{
    /// <summary>A name of what is stored now. Equal names mean equal data; any change gives another, which never comes back.</summary>
    Task<string> CurrentAsync(CancellationToken ct);
}
