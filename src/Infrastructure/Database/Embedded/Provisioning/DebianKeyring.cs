namespace Agora.Infrastructure.Database.Embedded.Provisioning;

/// <summary>Finds the public keys that Debian's index is signed with.</summary>
internal static class DebianKeyring
{
    private const string Package = "debian-archive-keyring";

    public static readonly IReadOnlyList<string> Usual =
    [
        "/usr/share/keyrings/debian-archive-keyring.pgp",
        "/usr/share/keyrings/debian-archive-keyring.gpg",
    ];

    /// <summary>
    /// The machine's own copy, or else (Ubuntu has none by default) one that the machine's own sources vouch for, kept in
    /// <paramref name="folder"/> and installed nowhere.
    /// </summary>
    /// <exception cref="ProvisioningException">There is none. Unsigned packages are not an option.</exception>
    public static async Task<string> FindAsync(
        IReadOnlyList<string> usual, string folder, IProgress<string> progress, TimeProvider clock, CancellationToken ct)
    {
        if (usual.FirstOrDefault(File.Exists) is { } present)
        {
            return present;
        }

        progress.Report("This machine has no keys of Debian; asking its own package sources for them");
        var apt = new PrivateApt(folder, clock);
        await apt.ConfigureAsync(sources: null, ct);
        var update = await apt.UpdateAsync(progress, ct);
        var package = (await apt.ReadIndexAsync(ct)).Find(Package) ?? throw new ProvisioningException(
            $"Debian's keys are not on this machine and its package sources do not offer {Package} ({update.Complaint}). "
            + $"Installing that package makes this way work.");
        var file = (await apt.DownloadAsync([package], progress, ct))[0];
        var unpacked = Path.Combine(folder, "keys");
        var unpack = await ChildProcess.RunAsync(["dpkg-deb", "-x", file, unpacked], ct);
        return usual.Select(path => unpacked + path).FirstOrDefault(File.Exists)
            ?? throw new ProvisioningException($"{Package} {package.Version} holds no keyring that we know. {unpack.Complaint}");
    }
}
