using System.Diagnostics;
using System.Formats.Tar;

namespace Agora.Migrations.Files;

/// <summary>
/// The directory as it stood where this branch left another one, read from git into a temporary folder. What is there may have been
/// applied, so it must stay as it is and everything new must sort behind it.
/// </summary>
public sealed class BranchBase : IDisposable
{
    private readonly DirectoryInfo folder;

    private BranchBase(DirectoryInfo folder) => this.folder = folder;

    public string Root => folder.FullName;

    /// <param name="directory">Lies in a work tree of git.</param>
    /// <param name="reference">A branch, a tag or a commit.</param>
    /// <exception cref="MigrationException">There is no git, no work tree, or no such reference.</exception>
    public static async Task<BranchBase> ReadAsync(string directory, string reference, CancellationToken ct)
    {
        var commit = await GitAsync(
            directory, ["merge-base", "--end-of-options", "HEAD", reference], output => output.ReadToEndAsync(ct), ct);
        var read = new BranchBase(Directory.CreateTempSubdirectory("migrate-base-"));
        try
        {
            // Nothing is listed when the folder is younger than the commit, and an archive of nothing would be an error.
            var there = await GitAsync(directory, ["ls-tree", "--name-only", commit.Trim()], output => output.ReadToEndAsync(ct), ct);
            if (there.Length > 0)
            {
                await GitAsync(
                    directory, ["archive", "--format=tar", commit.Trim()],
                    async output =>
                    {
                        await TarFile.ExtractToDirectoryAsync(output.BaseStream, read.Root, overwriteFiles: false, ct);
                        return "";
                    },
                    ct);
            }

            return read;
        }
        catch
        {
            read.Dispose();
            throw;
        }
    }

    /// <summary>What the lint compares with: the tokens of each file, by path.</summary>
    public IReadOnlyDictionary<string, string> TokenHashesFor(MigrationDirectory directory) =>
        MigrationDirectory.ReadBase(Root, directory.Root).Files.ToDictionary(
            file => file.Path, file => file.TokenHash, StringComparer.Ordinal);

    /// <summary>Paths of the files that are new or have other bytes.</summary>
    public IReadOnlySet<string> ChangedIn(MigrationDirectory directory)
    {
        var known = MigrationDirectory.ReadBase(Root, directory.Root).Files
            .ToDictionary(file => file.Path, file => file.Hash, StringComparer.Ordinal);
        return directory.Files.Where(file => known.GetValueOrDefault(file.Path) != file.Hash).Select(file => file.Path)
            .ToHashSet(StringComparer.Ordinal);
    }

    public void Dispose() => folder.Delete(recursive: true);

    private static async Task<string> GitAsync(
        string directory, IEnumerable<string> arguments, Func<StreamReader, Task<string>> read, CancellationToken ct)
    {
        var start = new ProcessStartInfo("git", ["-C", directory, .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var git = Tool.Start(start, "Install git, or leave the base branch out.");
        var errors = git.StandardError.ReadToEndAsync(ct);
        var answer = await read(git.StandardOutput);
        await git.WaitForExitAsync(ct);
        return git.ExitCode == 0
            ? answer
            : throw new MigrationException(MigratorExit.Usage, $"git could not read the base of {directory}: {(await errors).Trim()}");
    }
}
