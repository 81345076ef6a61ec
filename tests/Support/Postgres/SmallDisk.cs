using System.Diagnostics;
using System.Globalization;
using Xunit;

namespace Agora.Testing;

/// <summary>A disk of a few megabytes, in memory.</summary>
internal sealed class SmallDisk : IDisposable
{
    private SmallDisk(string folder) => Folder = folder;

    /// <summary>Why there can be none; null where there can.</summary>
    public static string? Missing { get; } = Environment.IsPrivilegedProcess && Run("unshare", "--mount", "true")
        ? null
        : "Mounting a small disk takes root with the right to mount.";

    public string Folder { get; }

    public static SmallDisk Mount(string folder, int megabytes)
    {
        Directory.CreateDirectory(folder);
        Run("mount", "-t", "tmpfs", "-o", string.Create(CultureInfo.InvariantCulture, $"size={megabytes}m,mode=0755"), "none", folder);
        return new SmallDisk(folder);
    }

    public void Dispose() => Run("umount", "--lazy", Folder);

    private static bool Run(string program, params string[] words)
    {
        try
        {
            using var process = Process.Start(program, words);
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}

/// <summary>A test that needs a full disk. Where none can be mounted it is left out, with the reason.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SmallDiskFactAttribute : FactAttribute
{
    public SmallDiskFactAttribute() => Skip = SmallDisk.Missing;
}
