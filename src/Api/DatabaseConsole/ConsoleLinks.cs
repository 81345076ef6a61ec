using System.Globalization;
using Agora.Application.Sessions;
using Agora.Infrastructure.Database;

namespace Agora.Api.DatabaseConsole;

/// <summary>
/// Codes that open the console once, for whom sign-in itself is in trouble: files in the folder of this account on this machine, which the
/// terminal writes and the server takes away. An account that may write there may also read the secrets of the server.
/// </summary>
/// <param name="home">The folder of this account; null for none.</param>
internal sealed class ConsoleLinks(string? home, TimeProvider clock)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    private readonly string? folder = home is null ? null : Path.Combine(home, "console");

    /// <summary>A new code.</summary>
    /// <exception cref="InvalidConfigurationException">This account has no folder.</exception>
    public string Issue()
    {
        if (folder is null)
        {
            throw new InvalidConfigurationException("This account has no home folder. Set AGORA_HOME, as for the server.");
        }

        var code = OpaqueToken.New();
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        var oldest = (clock.GetUtcNow() - Lifetime).UtcDateTime;
        foreach (var over in Directory.EnumerateFiles(folder).Where(file => File.GetLastWriteTimeUtc(file) < oldest))
        {
            File.Delete(over);
        }

        var until = (clock.GetUtcNow() + Lifetime).ToString("O", CultureInfo.InvariantCulture);
        File.WriteAllText(PathOf(folder, code.Hash), until);
        return code.Text;
    }

    /// <summary>Whether the code is good. It is not afterwards.</summary>
    public bool TryUse(string code)
    {
        if (folder is null || OpaqueToken.HashOf(code) is not { } hash)
        {
            return false;
        }

        var path = PathOf(folder, hash);
        var taken = $"{path}.{Guid.NewGuid():N}";
        try
        {
            // Of two at once, one finds the file.
            File.Move(path, taken);
            var until = File.ReadAllText(taken);
            File.Delete(taken);
            return DateTimeOffset.TryParse(until, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var time)
                && clock.GetUtcNow() < time;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static string PathOf(string folder, byte[] hash) => Path.Combine(folder, Convert.ToHexStringLower(hash));
}
