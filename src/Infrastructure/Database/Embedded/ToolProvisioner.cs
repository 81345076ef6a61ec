using System.Runtime.InteropServices;
using Agora.Infrastructure.Database.Embedded.Provisioning;

namespace Agora.Infrastructure.Database.Embedded;

/// <summary>Finds a program beside PostgreSQL on the machine, or makes a private one of Debian's packages as the server is made.</summary>
internal static class ToolProvisioner
{
    private static readonly string[] Usual = ["/usr/bin", "/usr/sbin", "/usr/local/bin", "/usr/local/sbin"];

    /// <returns>The path of the program.</returns>
    /// <exception cref="EmbeddedPostgresException">None was found and none could be made.</exception>
    public static async Task<string> FindOrProvisionAsync(
        ServerTool tool, EmbeddedPostgresOptions options, IProgress<string> progress, TimeProvider clock, CancellationToken ct)
    {
        var tried = new List<string>();
        foreach (var path in OfMachine(tool.Program))
        {
            var version = await tool.VersionOfAsync(path, ct);
            if (version >= tool.Floor)
            {
                return path;
            }

            tried.Add($"{path} is {(version is null ? "of an unknown version" : $"{version}")}, and {tool.Floor} or newer is needed");
        }

        var content = tool.Content;
        var source = new DebianPrefix(content, progress, clock);
        try
        {
            var root = await new PrefixStore(PostgresProvisioner.PrefixFolder(options), clock).GetAsync(
                content.Key(RuntimeInformation.ProcessArchitecture.ToString()),
                source.BuildAsync,
                (target, token) => source.VerifyAsync(target, CheckAsync, token),
                progress,
                ct);
            return ProgramIn(root);
        }
        catch (Exception exception) when (exception is ProvisioningException or IOException or UnauthorizedAccessException)
        {
            tried.Add(exception.Message);
            throw new EmbeddedPostgresException(
                EmbeddedPostgresFailure.Unavailable,
                $"""
                Agora needs {tool.Program} {tool.Floor} or newer {tool.Purpose}, found none and could not fetch one. Tried:
                {string.Join('\n', tried.Select(line => "  - " + line))}
                Install it (on Debian and Ubuntu: apt-get install {tool.Program}), and run the command again.
                """,
                exception);
        }

        string ProgramIn(string root) => Path.Combine(root, content.Programs, tool.Program);

        async Task<string> CheckAsync(string root, CancellationToken token) =>
            await tool.VersionOfAsync(ProgramIn(root), token) is { } version
                ? $"{tool.Program} {version}"
                : throw new ProvisioningException($"{tool.Program} does not start");
    }

    private static IEnumerable<string> OfMachine(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries)
        .Where(Path.IsPathRooted)
        .Concat(Usual)
        .Select(folder => Path.Combine(folder, program))
        .Where(File.Exists)
        .Distinct(StringComparer.Ordinal);
}
