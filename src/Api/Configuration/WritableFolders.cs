using Agora.Infrastructure.Database;
using Agora.Infrastructure.Media;

namespace Agora.Api.Configuration;

/// <summary>Folders that settings name take files from the start, and not only when the first upload or mail fails.</summary>
internal static class WritableFolders
{
    private static readonly string[] Names = ["Media:Folder", "Media:ReceiveFolder", "Mail:PickupFolder"];

    /// <summary>Makes those that are not there.</summary>
    /// <exception cref="InvalidConfigurationException">The account of the server cannot write into one of them.</exception>
    public static void Require(IConfiguration settings)
    {
        foreach (var name in Names)
        {
            if (settings[name] is { Length: > 0 } folder)
            {
                Require(name, Path.GetFullPath(folder));
            }
        }
    }

    private static void Require(string name, string folder)
    {
        try
        {
            PrivateFolder.Create(folder);
            using var probe = new FileStream(
                Path.Combine(folder, $".{Guid.NewGuid():N}"),
                FileMode.CreateNew,
                FileAccess.Write,
                FileShare.None,
                bufferSize: 1,
                FileOptions.DeleteOnClose);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InvalidConfigurationException(
                $"The folder {folder} of the setting {name} cannot be written: "
                + "name another, or let the account of the server write there.");
        }
    }
}
