using System.Globalization;
using System.Security.Cryptography;

namespace Agora.Infrastructure.Database.Embedded.Provisioning;

/// <summary>
/// apt with lists, caches, status and configuration of its own in one folder. It reads nothing of the machine's but how to reach the
/// network, and writes nothing outside. apt itself checks the signature of the index and the hashes that the index names.
/// </summary>
internal sealed class PrivateApt(string folder, TimeProvider clock)
{
    private static readonly TimeSpan UpdateLimit = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan ReportEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RemindEvery = TimeSpan.FromSeconds(10);

    // Only what says how to get through to the network. Hooks of the machine's configuration must not run for us.
    private static readonly string[] Carried =
    [
        "Acquire::http", "Acquire::https", "Acquire::Retries", "Acquire::ForceIPv4", "Acquire::ForceIPv6",
        "Acquire::Check-Valid-Until", "Acquire::Check-Date",
    ];

    private static readonly string[] Stale = ["state", "cache"];

    private static readonly string[] Folders =
        ["state/lists/partial", "cache/archives/partial", "etc/apt.conf.d", "etc/preferences.d", "sources.d", "packages"];

    private string Configuration => Path.Combine(folder, "apt.conf");

    private string Lock => Path.Combine(folder, "apt.lock");

    private string Packages => Path.Combine(folder, "packages");

    private Dictionary<string, string> Variables => new(StringComparer.Ordinal) { ["APT_CONFIG"] = Configuration };

    /// <param name="sources">Content of one deb822 file; null lets apt use the machine's own sources.</param>
    public async Task ConfigureAsync(string? sources, CancellationToken ct)
    {
        // The apt of a killed Agora continues to write here until it is done.
        Directory.CreateDirectory(folder);
        using var alone = await FileLock.ExclusiveAsync(Lock, () => { }, clock, ct);

        // An index of another mirror must not answer for this one.
        foreach (var stale in Stale.Select(name => Path.Combine(folder, name)).Where(Directory.Exists))
        {
            Directory.Delete(stale, recursive: true);
        }

        foreach (var name in Folders)
        {
            Directory.CreateDirectory(Path.Combine(folder, name));
        }

        await File.WriteAllTextAsync(Path.Combine(folder, "status"), "", ct);
        await File.WriteAllTextAsync(Path.Combine(folder, "sources.d", "debian.sources"), sources ?? "", ct);
        var dump = await ChildProcess.RunAsync(["apt-config", "dump"], ct);
        var carried = dump.Output.Split('\n').Where(line => Carried.Any(name => IsSetting(line, name)));
        await File.WriteAllLinesAsync(Configuration, [.. Settings(sources is null), .. carried], ct);
    }

    /// <summary>Fetches the index. The exit code says little, since one bad source of several spoils it: ask the index.</summary>
    public async Task<ChildResult> UpdateAsync(IProgress<string> progress, CancellationToken ct)
    {
        var started = clock.GetTimestamp();
        using var limit = new CancellationTokenSource(UpdateLimit, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, limit.Token);
        try
        {
            var update = RunAsync(["apt-get", "update"], either.Token);
            while (await Task.WhenAny(update, Task.Delay(RemindEvery, clock, either.Token)) != update && !either.IsCancellationRequested)
            {
                var waited = clock.GetElapsedTime(started);
                progress.Report(
                    $"Still reading the package index, after {waited.TotalSeconds:0} s of at most {UpdateLimit.TotalSeconds:0}");
            }

            return await update;
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return new ChildResult(1, "", $"no answer within {UpdateLimit.TotalMinutes:0} minutes");
        }
    }

    public async Task<PackageIndex> ReadIndexAsync(CancellationToken ct)
    {
        var index = new PackageIndex();
        await ChildProcess.RunAsync(
            ["apt-cache", "dumpavail"],
            Variables,
            async (output, token) =>
            {
                using var reader = new StreamReader(output);
                index = await PackageIndex.ReadAsync(reader, token);
            },
            ct);
        return index;
    }

    /// <summary>
    /// Fetches what an interrupted attempt did not. Each file's hash is compared with the signed index once more, because files
    /// that were there before passed no apt.
    /// </summary>
    /// <returns>The files, in the order of the packages.</returns>
    /// <exception cref="ProvisioningException">apt could not fetch them all.</exception>
    public async Task<IReadOnlyList<string>> DownloadAsync(
        IReadOnlyList<DebianPackage> packages, IProgress<string> progress, CancellationToken ct)
    {
        var missing = new List<DebianPackage>();
        foreach (var package in packages)
        {
            if (!await IsWholeAsync(package, ct))
            {
                File.Delete(PathOf(package));
                missing.Add(package);
            }
        }

        if (missing.Count > 0)
        {
            var total = missing.Sum(package => package.Size);
            progress.Report($"Fetching {missing.Count} packages, {Megabytes(total)} MB");
            var result = await WatchAsync(missing, total, progress, ct);
            foreach (var package in missing)
            {
                if (!await IsWholeAsync(package, ct))
                {
                    throw new ProvisioningException($"{package.Name} {package.Version} did not arrive whole: {result.Complaint}");
                }
            }
        }

        return [.. packages.Select(PathOf)];
    }

    private async Task<ChildResult> WatchAsync(
        List<DebianPackage> missing, long total, IProgress<string> progress, CancellationToken ct)
    {
        string[] command = ["apt-get", "download", .. missing.Select(package => $"{package.Name}={package.Version}")];
        var download = RunAsync(command, ct, Packages);
        while (await Task.WhenAny(download, Task.Delay(ReportEvery, clock, ct)) != download && !ct.IsCancellationRequested)
        {
            var arrived = missing.Select(PathOf).Where(File.Exists).Sum(path => new FileInfo(path).Length);
            progress.Report($"Fetching packages: {Megabytes(arrived)} of {Megabytes(total)} MB");
        }

        return await download;
    }

    private Task<ChildResult> RunAsync(string[] command, CancellationToken ct, string workingDirectory = "/") =>
        ChildProcess.RunAsync(["flock", Lock, .. command], Variables, null, ct, workingDirectory);

    private async Task<bool> IsWholeAsync(DebianPackage package, CancellationToken ct)
    {
        var path = PathOf(package);
        if (!File.Exists(path) || new FileInfo(path).Length != package.Size)
        {
            return false;
        }

        await using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(file, ct)) == package.Sha256;
    }

    private string PathOf(DebianPackage package) => Path.Combine(Packages, package.FileName);

    private IEnumerable<string> Settings(bool machineSources)
    {
        yield return $"Dir::State \"{folder}/state/\";";
        yield return $"Dir::State::Lists \"{folder}/state/lists/\";";
        yield return $"Dir::State::status \"{folder}/status\";";
        yield return $"Dir::Cache \"{folder}/cache/\";";
        yield return $"Dir::Cache::archives \"{folder}/cache/archives/\";";
        yield return $"Dir::Log \"{folder}\";";
        yield return $"Dir::Etc \"{folder}/etc/\";";
        yield return machineSources ? "Dir::Etc::SourceList \"/etc/apt/sources.list\";" : "Dir::Etc::SourceList \"/dev/null\";";
        yield return machineSources
            ? "Dir::Etc::SourceParts \"/etc/apt/sources.list.d/\";"
            : $"Dir::Etc::SourceParts \"{folder}/sources.d/\";";
        yield return "Dir::Etc::trusted \"/etc/apt/trusted.gpg\";";
        yield return "Dir::Etc::trustedparts \"/etc/apt/trusted.gpg.d/\";";
        yield return "Dir::Etc::netrc \"/etc/apt/auth.conf\";";
        yield return "Dir::Etc::netrcparts \"/etc/apt/auth.conf.d/\";";
        yield return "APT::Install-Recommends \"0\";";
        yield return "Acquire::Languages \"none\";";
        yield return "Acquire::http::Timeout \"20\";";
        yield return "Acquire::https::Timeout \"20\";";
        yield return "Debug::NoLocking \"1\";";
        // apt's own account could not enter our folder; as another user than root the setting changes nothing.
        yield return "APT::Sandbox::User \"root\";";
    }

    private static bool IsSetting(string line, string name) =>
        line.StartsWith(name, StringComparison.OrdinalIgnoreCase)
        && line.Length > name.Length
        && (line[name.Length] == ' ' || line[name.Length] == ':')
        && line.EndsWith("\";", StringComparison.Ordinal);

    private static string Megabytes(long bytes) => (bytes / 1e6).ToString("0", CultureInfo.InvariantCulture);
}
