using System.Text.RegularExpressions;

namespace Agora.Infrastructure.Database.Embedded.Provisioning;

/// <summary>A program beside PostgreSQL that a verb needs, from the machine or in a private prefix of Debian's packages.</summary>
/// <param name="Program">Name of the program and of its package.</param>
/// <param name="Purpose">What it is for, within a sentence.</param>
/// <param name="Floor">The oldest version that works with PostgreSQL 17.</param>
/// <param name="Version">The argument with which it prints its version.</param>
/// <param name="Folder">Where the package has it.</param>
/// <param name="Unwanted">Packages that it does not need although it depends on them.</param>
internal sealed record ServerTool(
    string Program, string Purpose, Version Floor, string Version, string Folder, IReadOnlyList<string> Unwanted)
{
    private static readonly string[] Common =
    [
        "postgresql-common", "debconf", "locales", "tzdata", "readline-common", "libaudit-common", "openssl-provider-legacy",
        "libsasl2-modules-db", "gcc-14-base", "adduser",
    ];

    public static readonly ServerTool PgBackRest = new(
        "pgbackrest", "for backups", new Version(2, 54), "version", "usr/bin", []);

    public static readonly ServerTool PgBouncer = new(
        "pgbouncer", "for pooling", new Version(1, 21), "--version", "usr/sbin", []);

    public PrefixContent Content => new(
        Program,
        $"No suitable {Program} on this machine: fetching a private one {Purpose}, once. It takes about a minute",
        [Program],
        new HashSet<string>([.. Common, .. Unwanted], StringComparer.Ordinal),
        Folder,
        path => path == $"{Folder}/{Program}");

    /// <returns>The version that the program says it is, or null.</returns>
    public async Task<Version?> VersionOfAsync(string path, CancellationToken ct)
    {
        var answer = await ChildProcess.RunAsync([path, Version], ct);
        var match = Regex.Match(
            answer.Output, @"[0-9]+\.[0-9]+(\.[0-9]+)?", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));
        return answer.Succeeded && match.Success ? System.Version.Parse(match.ValueSpan) : null;
    }
}
