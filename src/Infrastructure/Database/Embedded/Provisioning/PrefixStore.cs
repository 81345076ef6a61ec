namespace Agora.Infrastructure.Database.Embedded.Provisioning;

/// <summary>
/// Keeps built prefixes by key. A prefix counts once its marker exists, which is written last: after an interrupted attempt
/// the builder resumes its work folder, and the prefix itself is deleted.
/// </summary>
internal sealed class PrefixStore(string folder, TimeProvider clock)
{
    /// <summary>Lists what the prefix was built from; its presence says that the build came to its end.</summary>
    public const string MarkerName = "complete";

    /// <summary>
    /// Builds into <c>work/root</c> what will be moved to <c>target</c>. <c>work</c> may hold what an earlier attempt left.
    /// </summary>
    public delegate Task BuildPrefix(string work, string target, CancellationToken ct);

    /// <summary>Tries the prefix in its final place.</summary>
    /// <returns>The content of the marker.</returns>
    public delegate Task<string> VerifyPrefix(string target, CancellationToken ct);

    /// <returns>The prefix that was built before, or null.</returns>
    public static string? Find(string folder, string key) => IsComplete(Path.Combine(folder, key)) ? Path.Combine(folder, key) : null;

    public static string RootIn(string work) => Path.Combine(work, "root");

    public async Task<string> GetAsync(
        string key, BuildPrefix build, VerifyPrefix verify, IProgress<string> progress, CancellationToken ct)
    {
        var target = Path.Combine(folder, key);
        if (IsComplete(target))
        {
            return target;
        }

        FileModes.MakeOpenFolder(folder);
        using var held = await FileLock.ExclusiveAsync(
            target + ".lock",
            () => progress.Report("Another process is fetching the same; waiting for it"),
            clock,
            ct);
        if (IsComplete(target))
        {
            return target;
        }

        Delete(target);
        var work = target + ".work";
        Delete(RootIn(work));
        Directory.CreateDirectory(work);
        await build(work, target, ct);
        Directory.Move(RootIn(work), target);

        var manifest = await verify(target, ct);
        var draft = Path.Combine(work, MarkerName);
        await File.WriteAllTextAsync(draft, manifest, ct);
        FileModes.Set(draft, FileModes.Readable);
        File.Move(draft, Path.Combine(target, MarkerName));
        Delete(work);
        return target;
    }

    private static bool IsComplete(string target) => File.Exists(Path.Combine(target, MarkerName));

    private static void Delete(string path)
    {
        if (Directory.Exists(path))
        {
            Directory.Delete(path, recursive: true);
        }
    }
}
