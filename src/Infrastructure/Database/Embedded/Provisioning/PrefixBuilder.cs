using System.Formats.Tar;

namespace Agora.Infrastructure.Database.Embedded.Provisioning;

/// <summary>
/// Turns package files into a folder from which their programs run, at any path and with any C library of the machine.
/// </summary>
internal static class PrefixBuilder
{
    public static async Task UnpackAsync(
        IReadOnlyList<string> packages, string root, PrefixContent content, CancellationToken ct)
    {
        FileModes.MakeOpenFolder(root);
        var pace = new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = ct };
        await Parallel.ForEachAsync(packages, pace, async (package, token) => await UnpackAsync(package, root, content, token));
    }

    /// <summary>Points every program at the C library and the libraries of the place where the prefix will lie in the end.</summary>
    public static async Task PatchAsync(string root, string target, PrefixContent content, CancellationToken ct)
    {
        var here = Libraries(root);
        var there = target + here[root.Length..];
        var loader = Path.GetFileName(Loader(here));
        var patchelf = Path.Combine(root, "usr/bin/patchelf");
        foreach (var program in Directory.GetFiles(Path.Combine(root, content.Programs)).Where(file => file != patchelf))
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

    /// <summary>Lets the loader resolve every library of every program and module.</summary>
    /// <exception cref="ProvisioningException">The prefix would not work.</exception>
    public static async Task ResolveLibrariesAsync(string root, PrefixContent content, CancellationToken ct)
    {
        var libraries = Libraries(root);
        var programs = Path.Combine(root, content.Programs);
        var modules = Path.Combine(Path.GetDirectoryName(programs)!, "lib");
        foreach (var file in Directory.GetFiles(programs).Concat(Directory.Exists(modules) ? Directory.GetFiles(modules, "*.so") : []))
        {
            var result = await ChildProcess.RunAsync([Loader(libraries), "--library-path", libraries, "--list", file], ct);
            if (!result.Succeeded || (result.Output + result.Error).Contains("not found", StringComparison.Ordinal))
            {
                throw new ProvisioningException($"{Path.GetFileName(file)} does not find its libraries: {result.Complaint}");
            }
        }
    }

    private static async Task UnpackAsync(string package, string root, PrefixContent content, CancellationToken ct)
    {
        var result = await ChildProcess.RunAsync(
            ["dpkg-deb", "--fsys-tarfile", package], null, (output, token) => ExtractAsync(output, root, content, token), ct);
        Require(result, $"unpacking {Path.GetFileName(package)}");
    }

    private static async Task ExtractAsync(Stream archive, string root, PrefixContent content, CancellationToken ct)
    {
        await using var reader = new TarReader(archive, leaveOpen: true);
        while (await reader.GetNextEntryAsync(copyData: false, ct) is { } entry)
        {
            var name = entry.Name.StartsWith("./", StringComparison.Ordinal) ? entry.Name[2..] : entry.Name;
            if (entry.EntryType is TarEntryType.Directory
                || !content.Keeps(name)
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
