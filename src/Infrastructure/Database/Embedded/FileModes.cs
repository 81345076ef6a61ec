namespace Agora.Infrastructure.Database.Embedded;

/// <summary>Modes are set and not left to the umask, because another account may have to read what we write, or must not.</summary>
internal static class FileModes
{
    public const UnixFileMode Secret = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    public const UnixFileMode PrivateFolder = Secret | UnixFileMode.UserExecute;
    public const UnixFileMode Readable = Secret | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    public const UnixFileMode OpenFolder = Readable | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    public static void Set(string path, UnixFileMode mode)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, mode);
        }
    }

    /// <summary>Makes the folder, and those above it that do not exist, open to every account.</summary>
    public static void MakeOpenFolder(string path)
    {
        if (Directory.Exists(path))
        {
            return;
        }

        if (Path.GetDirectoryName(path) is { } parent)
        {
            MakeOpenFolder(parent);
        }

        Directory.CreateDirectory(path);
        Set(path, OpenFolder);
    }
}
