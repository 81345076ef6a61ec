using System.Globalization;

namespace Agora.Infrastructure.Database.Embedded.Provisioning;

/// <summary>Builds the prefix from the first Debian mirror that serves it: the machine's own, then the default.</summary>
internal sealed class DebianPrefix(PrefixContent content, IProgress<string> progress, TimeProvider clock)
{
    private const string AptFolder = "/etc/apt";

    private IReadOnlyList<DebianPackage> packages = [];
    private string mirror = "";

    public async Task BuildAsync(string work, string target, CancellationToken ct)
    {
        progress.Report(content.Announcement);
        await RequireToolsAsync(ct);
        var apt = new PrivateApt(Path.Combine(work, "apt"), clock);
        packages = await ResolveAsync(apt, work, ct);
        var files = await apt.DownloadAsync(packages, progress, ct);

        progress.Report($"Unpacking {files.Count} packages");
        var root = PrefixStore.RootIn(work);
        await PrefixBuilder.UnpackAsync(files, root, content, ct);
        await PrefixBuilder.PatchAsync(root, target, content, ct);
    }

    /// <param name="check">Tries what was built, and gives what it says it is.</param>
    public async Task<string> VerifyAsync(string target, Func<string, CancellationToken, Task<string>> check, CancellationToken ct)
    {
        await PrefixBuilder.ResolveLibrariesAsync(target, content, ct);
        var version = await check(target, ct);
        progress.Report($"Made a private {version} in {target}");
        var lines = packages.Select(package => $"{package.Sha256}  {package.Name} {package.Version} {package.Architecture}");
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{version}\nfrom {mirror}, suite {PrefixContent.Suite}, {clock.GetUtcNow():u}\n\n{string.Join('\n', lines)}\n");
    }

    private async Task<IReadOnlyList<DebianPackage>> ResolveAsync(PrivateApt apt, string work, CancellationToken ct)
    {
        var refusals = new List<string>();
        foreach (var archive in DebianArchive.From(AptSources.ReadMachine(AptFolder)))
        {
            var keyring = archive.SignedBy is null && !archive.Trusted
                ? await DebianKeyring.FindAsync(DebianKeyring.Usual, Path.Combine(work, "keyring"), progress, clock, ct)
                : null;
            progress.Report($"Reading the package index of {archive.Uri} ({PrefixContent.Suite})");
            await apt.ConfigureAsync(archive.ToSources(PrefixContent.Suite, keyring), ct);
            var update = await apt.UpdateAsync(progress, ct);
            var index = await apt.ReadIndexAsync(ct);
            try
            {
                if (index.Find(content.Roots[0]) is null)
                {
                    throw new InvalidDataException(update.Complaint is { Length: > 0 } complaint ? complaint : "no packages there");
                }

                mirror = archive.Uri;
                return index.Closure(content.Packages, content.Unwanted);
            }
            catch (InvalidDataException exception)
            {
                refusals.Add($"{archive.Uri}: {exception.Message.Replace("\n", "\n    ", StringComparison.Ordinal)}");
            }
        }

        throw new ProvisioningException("fetching from Debian failed: " + string.Join("\n    ", refusals));
    }

    private static async Task RequireToolsAsync(CancellationToken ct)
    {
        foreach (var tool in new[] { "apt-get", "dpkg-deb" })
        {
            if (!(await ChildProcess.RunAsync([tool, "--version"], ct)).Succeeded)
            {
                throw new ProvisioningException($"this machine has no {tool}, so nothing can be fetched from Debian");
            }
        }
    }
}
