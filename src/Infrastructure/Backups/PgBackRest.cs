using System.Globalization;
using System.Text.RegularExpressions;
using Agora.Infrastructure.Database.Embedded;
using Agora.Infrastructure.Database.Embedded.Provisioning;
using Npgsql;

namespace Agora.Infrastructure.Backups;

/// <summary>
/// Runs pgBackRest on one repository, as the account of the database server. What it needs to know is in files that only that account
/// reads; nothing secret is on a command line.
/// </summary>
internal sealed partial class PgBackRest(string program, BackupFolders folders, BackupOptions options)
{
    private const string Stanza = "agora";

    private const int ProcessesMost = 4;

    /// <summary>Configuration for what reads the repository alone, and for restores.</summary>
    private string Reading => Path.Combine(folders.State, "repository.conf");

    /// <summary>Configuration that names the server too. The server itself reads it, for each file that it archives.</summary>
    private string Copying => Path.Combine(folders.State, "server.conf");

    /// <summary>The same for a server that is not known yet to be the one whose backups are there.</summary>
    private string Asking => Path.Combine(folders.State, "server.new.conf");

    private string Passwords => Path.Combine(folders.State, "pgpass");

    /// <summary>Files of our own in the repository.</summary>
    public RepositoryFiles Files => new(this, folders);

    /// <exception cref="EmbeddedPostgresException">The program was not found and could not be fetched.</exception>
    public static async Task<PgBackRest> OpenAsync(
        BackupFolders folders,
        BackupOptions options,
        EmbeddedPostgresOptions embedded,
        IProgress<string> progress,
        TimeProvider clock,
        CancellationToken ct)
    {
        var program = await ToolProvisioner.FindOrProvisionAsync(ServerTool.PgBackRest, embedded, progress, clock, ct);
        var opened = new PgBackRest(program, folders, options);
        await folders.Files.MakeAsync(folders.State, ct);
        await folders.Files.WriteAsync(opened.Reading, opened.Configuration(), ct);
        return opened;
    }

    /// <summary>
    /// Makes the program know the server that it copies, once the repository takes its backups. A refusal leaves what the server archives
    /// by as it is.
    /// </summary>
    /// <returns>What the program answered.</returns>
    public async Task<ChildResult> NameServerAsync(string data, NpgsqlConnectionStringBuilder login, CancellationToken ct)
    {
        await folders.Files.WriteAsync(Asking, string.Create(CultureInfo.InvariantCulture, $"""
            {Configuration()}
            [{Stanza}]
            pg1-path={data}
            pg1-port={login.Port}
            pg1-user={login.Username}
            pg1-database={login.Database}

            """), ct);
        await folders.Files.WriteAsync(
            Passwords, $"*:{login.Port}:*:{login.Username}:{Escaped(login.Password ?? "")}\n", ct);
        Variables["PGPASSFILE"] = Passwords;
        Variables["PGHOST"] = login.Host ?? "127.0.0.1";
        var created = await RunAsync(Asking, ["stanza-create"], ct);
        if (created.Succeeded)
        {
            File.Move(Asking, Copying, overwrite: true);
        }

        return created;

        static string Escaped(string text) =>
            text.Replace("\\", @"\\", StringComparison.Ordinal).Replace(":", @"\:", StringComparison.Ordinal);
    }

    /// <summary>
    /// What the server runs for each file of its write-ahead log; <c>%p</c> is its path. It runs in its data folder, which is another one
    /// after a failover.
    /// </summary>
    public string ArchiveCommand => string.Join(' ', Command(Copying, "archive-push").Select(Quoted)) + " --pg1-path=\"$PWD\" %p";

    /// <summary>Runs a command that asks the server too.</summary>
    public Task<ChildResult> CopyAsync(CancellationToken ct, params string[] words) => RunAsync(Copying, words, ct);

    /// <summary>Runs a command on the repository alone.</summary>
    public Task<ChildResult> ReadAsync(CancellationToken ct, params string[] words) => RunAsync(Reading, words, ct);

    public async Task<RepositoryInfo> InfoAsync(CancellationToken ct)
    {
        var result = await ReadAsync(ct, "info", "--output=json");
        return result.Succeeded ? RepositoryInfo.Parse(result.Output) : throw new BackupException(Complaint(result));
    }

    /// <summary>The content of a file of the repository, decrypted; null when it cannot be had.</summary>
    public async Task<string?> FileAsync(string path, CancellationToken ct) =>
        await ReadAsync(ct, "repo-get", path) is { Succeeded: true } result ? result.Output : null;

    /// <summary>What the program said about its failure, without its time stamps.</summary>
    public static string Complaint(ChildResult result) => Complaint(result.Complaint);

    public static string Complaint(string error) => MarkPattern().Replace(error, "").Trim();

    private Dictionary<string, string> Variables { get; } = new(StringComparer.Ordinal);

    /// <summary>The same with its streams in other hands.</summary>
    public string[] ReadCommand(params string[] words) => ServiceAccount.Wrap(folders.Account, Command(Reading, words));

    private Task<ChildResult> RunAsync(string configuration, string[] words, CancellationToken ct) =>
        ChildProcess.RunAsync(ServiceAccount.Wrap(folders.Account, Command(configuration, words)), Variables, null, ct);

    private string[] Command(string configuration, params string[] words) =>
        [program, $"--config={configuration}", $"--stanza={Stanza}", .. words];

    private string Configuration() => string.Create(CultureInfo.InvariantCulture, $"""
        # Written by Agora. It holds the keys of the backups: keep it to the account that runs the server.
        [global]
        {folders.Repository.Configuration}
        repo1-cipher-type=aes-256-cbc
        repo1-cipher-pass={folders.Key}
        repo1-retention-full={options.KeepFull}
        repo1-bundle=y
        repo1-block=y
        compress-type=zst
        compress-level=3
        process-max={Math.Clamp(Environment.ProcessorCount / 2, 1, ProcessesMost)}
        start-fast=y
        job-retry=1
        log-path={folders.State}
        lock-path={Path.Combine(folders.State, "lock")}
        spool-path={Path.Combine(folders.State, "spool")}
        log-level-file=off
        log-level-console=off
        log-level-stderr=error
        log-timestamp=n

        """);

    // A shell of the server reads it, in which % begins a place holder.
    private static string Quoted(string word) =>
        $"'{word.Replace("'", @"'\''", StringComparison.Ordinal).Replace("%", "%%", StringComparison.Ordinal)}'";

    [GeneratedRegex(@"^(\S+ \S+ )?P\d+ +(ERROR|WARN|INFO): ", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex MarkPattern();
}
