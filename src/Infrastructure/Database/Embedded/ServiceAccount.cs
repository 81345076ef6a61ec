using System.Globalization;

namespace Agora.Infrastructure.Database.Embedded;

/// <summary>The account that runs the server when we are root, because PostgreSQL refuses to run as root.</summary>
internal sealed record ServiceAccount(string Name, int UserId, int GroupId)
{
    private static readonly string[] Preferred = ["postgres", "nobody"];

    /// <returns>Null when we are not root: the server then runs as ourselves.</returns>
    public static ServiceAccount? ForThisProcess() =>
        Environment.IsPrivilegedProcess ? Choose(File.ReadLines("/etc/passwd")) : null;

    public static ServiceAccount Choose(IEnumerable<string> passwd)
    {
        var accounts = passwd
            .Select(line => line.Split(':'))
            .Where(fields => fields.Length >= 4 && Preferred.Contains(fields[0], StringComparer.Ordinal))
            .ToDictionary(fields => fields[0], StringComparer.Ordinal);
        foreach (var name in Preferred)
        {
            if (accounts.TryGetValue(name, out var fields))
            {
                return new ServiceAccount(
                    name,
                    int.Parse(fields[2], CultureInfo.InvariantCulture),
                    int.Parse(fields[3], CultureInfo.InvariantCulture));
            }
        }

        throw new EmbeddedPostgresException(
            EmbeddedPostgresFailure.Unavailable,
            $"PostgreSQL does not run as root, and this machine has no account to run it as ({string.Join(" or ", Preferred)}). "
            + "Start Agora as an ordinary user, or configure a server of your own with DATABASE_URL.");
    }

    /// <summary>The command, run as this account. Without an account, as it is.</summary>
    public static string[] Wrap(ServiceAccount? account, params string[] command) => account is null
        ? command
        : ["setpriv", $"--reuid={account.UserId}", $"--regid={account.GroupId}", "--clear-groups", .. command];

    /// <summary>Whether this account can enter the folder, judging by the parts of the path that exist already.</summary>
    public static bool CanReach(string path)
    {
        for (var folder = new DirectoryInfo(Path.GetFullPath(path)); folder is not null; folder = folder.Parent)
        {
            if (folder.Exists && !folder.UnixFileMode.HasFlag(UnixFileMode.OtherExecute))
            {
                return false;
            }
        }

        return true;
    }

    public async Task OwnAsync(string path, CancellationToken ct)
    {
        var result = await ChildProcess.RunAsync(["chown", $"{UserId}:{GroupId}", path], ct);
        if (!result.Succeeded)
        {
            throw new EmbeddedPostgresException(
                EmbeddedPostgresFailure.BadFolder,
                $"{path} cannot be given to the account {Name}, which runs the server: {result.Complaint}");
        }
    }
}
