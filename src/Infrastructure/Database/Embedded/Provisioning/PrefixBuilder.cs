using System.Formats.Tar;

namespace Agora.Infrastructure.Database.Embedded.Provisioning;

/// <summary>
/// Turns package files into a folder from which PostgreSQL runs, at any path and with any C library of the machine.
/// </summary>
internal static class PrefixBuilder
{
    public static string BinOf(string root) => Path.Combine(root, "usr/lib/postgresql", MinimalPrefix.Major, "bin");

    public static string LocaleOf(string root) => Path.Combine(root, "usr/lib/locale");

    public static async Task UnpackAsync(IReadOnlyList<string> packages, string root, CancellationToken ct)
    {
        FileModes.MakeOpenFolder(root);
        var pace = new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = ct };
        await Parallel.ForEachAsync(packages, pace, async (package, token) => await UnpackAsync(package, root, token));

        // The link that Debian's installer makes; without it the server does not know the extension.
        var extensions = Path.Combine(root, "usr/share/postgresql", MinimalPrefix.Major, "extension");
        File.CreateSymbolicLink(Path.Combine(extensions, "postgis.control"), "postgis-3.control");
    }

    /// <summary>Points every program at the C library and the libraries of the place where the prefix will lie in the end.</summary>
    public static async Task PatchAsync(string root, string target, CancellationToken ct)
    {
        var here = Libraries(root);
        var there = target + here[root.Length..];
        var loader = Path.GetFileName(Loader(here));
        var patchelf = Path.Combine(root, "usr/bin/patchelf");
        foreach (var program in Directory.GetFiles(BinOf(root)))
        {
            // DT_RPATH, which --force-rpath writes, is inherited by the libraries that the program loads; DT_RUNPATH is not.
            var result = await ChildProcess.RunAsync(
                [
                    Loader(here), "--library-path", here, patchelf,
                    "--set-interpreter", Path.Combine(there, loader), "--force-rpath", "--set-rpath", there, program,
                ],
                ct);
            Require(result, $"patching {Path.GetFileName(program)}");
        }

        File.Delete(patchelf);
    }

    /// <summary>Runs the server for its version and lets the loader resolve every library of every program and module.</summary>
    /// <returns>What the server says it is.</returns>
    /// <exception cref="ProvisioningException">The prefix would not work.</exception>
    public static async Task<string> VerifyAsync(string root, CancellationToken ct)
    {
        var libraries = Libraries(root);
        var modules = Directory.GetFiles(Path.Combine(root, "usr/lib/postgresql", MinimalPrefix.Major, "lib"), "*.so");
        foreach (var file in modules.Concat(Directory.GetFiles(BinOf(root))))
        {
            var result = await ChildProcess.RunAsync([Loader(libraries), "--library-path", libraries, "--list", file], ct);
            if (!result.Succeeded || (result.Output + result.Error).Contains("not found", StringComparison.Ordinal))
            {
                throw new ProvisioningException($"{Path.GetFileName(file)} does not find its libraries: {result.Complaint}");
            }
        }

        foreach (var extension in new[] { "vector", "postgis", "pg_trgm", "pg_stat_statements", "btree_gist", "citext", "pgstattuple" })
        {
            var control = Path.Combine(root, "usr/share/postgresql", MinimalPrefix.Major, "extension", extension + ".control");
            if (!File.Exists(control))
            {
                throw new ProvisioningException($"the extension {extension} is not in the packages");
            }
        }

        var version = await ChildProcess.RunAsync([Path.Combine(BinOf(root), "postgres"), "--version"], ct);
        Require(version, "starting postgres");
        return version.Output.Trim();
    }

    private static async Task UnpackAsync(string package, string root, CancellationToken ct)
    {
        var result = await ChildProcess.RunAsync(
            ["dpkg-deb", "--fsys-tarfile", package], null, (output, token) => ExtractAsync(output, root, token), ct);
        Require(result, $"unpacking {Path.GetFileName(package)}");
    }

    private static async Task ExtractAsync(Stream archive, string root, CancellationToken ct)
    {
        await using var reader = new TarReader(archive, leaveOpen: true);
        while (await reader.GetNextEntryAsync(copyData: false, ct) is { } entry)
        {
            var name = entry.Name.StartsWith("./", StringComparison.Ordinal) ? entry.Name[2..] : entry.Name;
            if (entry.EntryType is TarEntryType.Directory
                || !MinimalPrefix.Keeps(name)
                || name.Split('/').Contains("..", StringComparer.Ordinal))
            {
                continue;
            }

            var path = Path.Combine(root, name);
            FileModes.MakeOpenFolder(Path.GetDirectoryName(path)!);
            await PlaceAsync(entry, path, root, ct);
        }

        // The process must be able to finish writing, or it would be reported as broken.
        await archive.CopyToAsync(Stream.Null, ct);
    }

    private static async Task PlaceAsync(TarEntry entry, string path, string root, CancellationToken ct)
    {
        switch (entry.EntryType)
        {
            case TarEntryType.SymbolicLink when !Path.IsPathRooted(entry.LinkName):
                File.CreateSymbolicLink(path, entry.LinkName);
                break;
            case TarEntryType.HardLink:
                File.Copy(Path.Combine(root, entry.LinkName.TrimStart('.', '/')), path);
                break;
            case TarEntryType.RegularFile or TarEntryType.V7RegularFile:
                await using (var file = new FileStream(path, FileMode.CreateNew))
                {
                    if (entry.DataStream is not null)
                    {
                        await entry.DataStream.CopyToAsync(file, ct);
                    }
                }

                FileModes.Set(path, entry.Mode.HasFlag(UnixFileMode.UserExecute) ? FileModes.OpenFolder : FileModes.Readable);
                break;
            default:
                throw new ProvisioningException($"{entry.Name} is a {entry.EntryType}, which has no place in a prefix");
        }
    }

    private static string Libraries(string root) =>
        Directory.GetDirectories(Path.Combine(root, "usr/lib"), "*-linux-*").Single();

    private static string Loader(string libraries) => Directory.GetFiles(libraries, "ld-linux*.so.*").Single();

    private static void Require(ChildResult result, string step)
    {
        if (!result.Succeeded)
        {
            throw new ProvisioningException($"{step} failed: {result.Complaint}");
        }
    }
}
