namespace Agora.Domain.Monitoring;

/// <summary>
/// The newest minor version of each major version of PostgreSQL that Agora was tested with. To renew it, when a minor version appears:
/// write it here, and run the tests on it (the embedded server takes it from Debian by itself).
/// </summary>
public static class ServerVersions
{
    private static readonly Version[] Newest = [new(17, 12)];

    /// <summary>Null for a major version that is not known.</summary>
    public static Version? NewestOf(int major) => Array.Find(Newest, version => version.Major == major);
}
