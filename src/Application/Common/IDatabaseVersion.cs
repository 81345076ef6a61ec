namespace Agora.Application.Common;

public interface IDatabaseVersion
{
    /// <summary>A version of all stored data. Equal versions mean equal data; any commit gives a new version, which never recurs.</summary>
    Task<string> CurrentAsync(CancellationToken ct);
}
