using System.Globalization;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace Agora.Infrastructure.Backups;

/// <summary>A folder of a bucket, in a store that speaks the protocol of S3 over TLS.</summary>
internal sealed partial class BackupBucket : IBackupRepository
{
    private static readonly TimeSpan ConnectsWithin = TimeSpan.FromSeconds(5);

    private readonly BackupS3Options options;
    private readonly AccountFiles files;
    private readonly Uri endpoint;
    private readonly string folder;

    /// <exception cref="BackupException">A setting is missing, or cannot be.</exception>
    public BackupBucket(BackupS3Options options, AccountFiles files)
    {
        this.options = options;
        this.files = files;
        endpoint = EndpointOf(options);
        folder = "/" + options.Prefix.Trim('/');
        Require(BucketPattern().IsMatch(options.Bucket!), "Bucket", "the name of a bucket");
        Require(PrefixPattern().IsMatch(options.Prefix), "Prefix", "a folder in the bucket such as agora/, of letters, digits and ._-");
        Require(WordPattern().IsMatch(options.Region), "Region", "a region such as eu-central-1");
        Require(
            WordPattern().IsMatch(options.AccessKey ?? "") && WordPattern().IsMatch(options.SecretKey ?? ""),
            "AccessKey",
            "set, and Backup:S3:SecretKey with it, when Backup:S3:Bucket is");
    }

    public string Name => $"s3://{options.Bucket}{folder}";

    public string Setting => "Backup:S3:Prefix";

    public string Configuration => string.Create(CultureInfo.InvariantCulture, $"""
        repo1-type=s3
        repo1-path={folder}
        repo1-s3-bucket={options.Bucket}
        repo1-s3-endpoint={endpoint.Host}
        repo1-s3-region={options.Region}
        repo1-s3-key={options.AccessKey}
        repo1-s3-key-secret={options.SecretKey}
        repo1-s3-uri-style={(options.PathStyle ? "path" : "host")}
        repo1-storage-port={endpoint.Port}
        """) + (CaFile is { } file ? $"\nrepo1-storage-ca-file={file}" : "");

    private string Host => endpoint.GetLeftPart(UriPartial.Authority);

    private string? CaFile => string.IsNullOrWhiteSpace(options.CaFile) ? null : Path.GetFullPath(options.CaFile);

    public async Task PrepareAsync(PgBackRest program, CancellationToken ct)
    {
        await RequireNotForeignAsync(program, ct);
        try
        {
            // Each time: it proves that the key may write.
            await program.Files.MarkAsync(ct);
        }
        catch (BackupException exception)
        {
            throw Refusal(exception.Message);
        }
    }

    public async Task RequireBackupsAsync(PgBackRest program, CancellationToken ct)
    {
        if (!await RequireNotForeignAsync(program, ct))
        {
            throw BackupException.Refuse(
                $"There are no backups in {Name}. Set Backup:S3:Bucket and Backup:S3:Prefix to their place, or make one: agora backup run");
        }
    }

    public long? FreeBytes() => null;

    /// <returns>Whether the marker is there.</returns>
    private async Task<bool> RequireNotForeignAsync(PgBackRest program, CancellationToken ct)
    {
        await RequireCaFileAsync(ct);
        await RequireReachableAsync(ct);
        try
        {
            if (await program.Files.HasMarkerAsync(ct))
            {
                return true;
            }

            if ((await program.Files.ListAsync("", ct)).Count == 0)
            {
                return false;
            }
        }
        catch (BackupException exception)
        {
            throw Refusal(exception.Message);
        }

        throw BackupException.Refuse(
            $"{Name} is not empty and holds no backups of Agora (it has no {BackupMarker.Name}), so it is left alone. Set "
            + "Backup:S3:Prefix to a folder that is new.");
    }

    /// <summary>The program asks a store that is not there for most of a minute.</summary>
    private async Task RequireReachableAsync(CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(ConnectsWithin);
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(endpoint.Host, endpoint.Port, limit.Token);
        }
        catch (Exception exception) when (exception is SocketException or OperationCanceledException && !ct.IsCancellationRequested)
        {
            var reason = exception is SocketException ? exception.Message : "it does not answer";
            throw BackupException.Refuse(
                $"{Host} cannot be reached: {reason}. Start the store, or set Backup:S3:Endpoint to its address.");
        }
    }

    private async Task RequireCaFileAsync(CancellationToken ct)
    {
        if (CaFile is { } file && !await files.PassesAsync(ct, "-f", file, "-a", "-r", file))
        {
            throw BackupException.Refuse(
                $"The setting Backup:S3:CaFile is {file}, which does not exist or which the account that runs the database server cannot "
                + "read. Name a file that every account can read.");
        }
    }

    private BackupException Refusal(string complaint)
    {
        var code = CodePattern().Match(complaint).Groups["code"] is { Success: true } found ? $" ({found.Value})" : "";
        return BackupException.Refuse(complaint switch
        {
            _ when complaint.Contains("with 404", StringComparison.Ordinal) =>
                $"There is no bucket {options.Bucket} at {Host}{code}. Make it, or set Backup:S3:Bucket to another one.",
            _ when complaint.Contains("RequestTimeTooSkewed", StringComparison.Ordinal) =>
                $"The clock of this machine differs from that of {Host}{code}. Set it, and run the command again.",
            _ when complaint.Contains("AuthorizationHeaderMalformed", StringComparison.Ordinal)
                || complaint.Contains("with 301", StringComparison.Ordinal) =>
                $"{Host} is of another region than {options.Region}{code}. Set Backup:S3:Region to its region.",
            _ when complaint.Contains("with 403", StringComparison.Ordinal) =>
                $"{Host} refuses the key for the bucket {options.Bucket}{code}. Set Backup:S3:AccessKey and Backup:S3:SecretKey to a key "
                + "that may list, read, write and delete in it.",
            _ when complaint.Contains("certificate", StringComparison.OrdinalIgnoreCase) =>
                $"The certificate of {Host} is not trusted: {FirstLine(complaint)}. Set Backup:S3:CaFile to a file with the certificate of "
                + "its authority.",
            _ => $"{Name} at {Host} cannot be used: {FirstLine(complaint)}{code}. Set Backup:S3:Endpoint to a store that speaks S3.",
        });
    }

    private static Uri EndpointOf(BackupS3Options options)
    {
        var text = string.IsNullOrWhiteSpace(options.Endpoint) ? $"https://s3.{options.Region}.amazonaws.com" : options.Endpoint;
        var valid = Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme == Uri.UriSchemeHttps && uri.PathAndQuery == "/";
        Require(valid, "Endpoint", "an address such as https://s3.example.org: pgBackRest speaks to stores over TLS alone");
        return uri!;
    }

    private static string FirstLine(string text) => NumberPattern().Replace(text.Split('\n')[0], "").TrimEnd(':', '.');

    private static void Require(bool holds, string name, string wanted)
    {
        if (!holds)
        {
            throw BackupException.Refuse($"The setting {BackupOptions.Section}:S3:{name} must be {wanted}.");
        }
    }

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9._-]{1,62}$", RegexOptions.None, 1000)]
    private static partial Regex BucketPattern();

    [GeneratedRegex(@"^(?!.*\.\.)[A-Za-z0-9._/-]*$", RegexOptions.None, 1000)]
    private static partial Regex PrefixPattern();

    [GeneratedRegex(@"^[\x21-\x7E]+$", RegexOptions.None, 1000)]
    private static partial Regex WordPattern();

    [GeneratedRegex("<Code>(?<code>[A-Za-z]+)</Code>", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex CodePattern();

    [GeneratedRegex(@"^(ERROR: )?\[\d{3}\]: ", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex NumberPattern();
}
