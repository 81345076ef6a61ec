namespace Agora.Infrastructure.Media;

public static class PrivateFolder
{
    /// <summary>Nobody but the owner of the process looks into it. Does nothing when it is there.</summary>
    public static void Create(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }
}
