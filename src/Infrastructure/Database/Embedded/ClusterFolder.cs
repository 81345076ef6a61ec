namespace Agora.Infrastructure.Database.Embedded;

/// <summary>
/// Where one cluster keeps its things. The folder carries a marker, so that nothing else is ever initialised over or deleted. It belongs
/// to the account that runs the server and is closed to others.
/// </summary>
internal sealed class ClusterFolder(string path, ServiceAccount? account)
{
    public const string MarkerName = "agora.cluster";

    private const string DraftSuffix = ".new";

    // 107 bytes is what a socket's address holds; the server adds "/.s.PGSQL.65535" to the folder.
    private const int LongestSocketFolder = 107 - 15;

    public string Root { get; } = path;

    public ServiceAccount? Account { get; } = account;

    public string Data => In("data");

    public string DraftData => In("data.new");

    public string Log => In("server.log");

    public string Settings => In("data/agora.conf");

    public string Password => In("superuser.password");

    public string ProcessId => In("server.pid");

    /// <summary>The port that the server of a group had last.</summary>
    public string PortFile => In("server.port");

    /// <summary>Login of the replication role, as PostgreSQL reads it: nothing secret is on a command line or in a setting.</summary>
    public string ReplicationLogin => In("replication.pgpass");

    /// <summary>Names the server that was promoted in place of this one. While it is there, this one is not started.</summary>
    public string Fence => In("fenced");

    /// <summary>Makes the server a standby at its start. PostgreSQL removes it when it is promoted.</summary>
    public string StandbySignal => In("data/standby.signal");

    public string PostmasterFile => In("data/postmaster.pid");

    /// <summary>Held while the server is started, stopped or deleted.</summary>
    public string GateLock => In("gate.lock");

    /// <summary>Held by the process that will stop the server, as long as it lives.</summary>
    public string HostLock => In("host.lock");

    /// <summary>Null where the path is too long for a socket; TCP serves then.</summary>
    public string? Sockets => In("run") is var folder && folder.Length <= LongestSocketFolder ? folder : null;

    public bool IsInitialised => File.Exists(In("data/PG_VERSION"));

    public bool IsFenced => File.Exists(Fence);

    public bool IsStandby => File.Exists(StandbySignal);

    private string Marker => In(MarkerName);

    /// <summary>Makes the folder, so that there is a gate to take.</summary>
    /// <exception cref="EmbeddedPostgresException">The folder holds something that is not ours.</exception>
    public async Task CreateAsync(CancellationToken ct)
    {
        RequireOurs();
        if (Path.GetDirectoryName(Root) is { } parent)
        {
            FileModes.MakeOpenFolder(parent);
        }

        Directory.CreateDirectory(Root);
        FileModes.Set(Root, FileModes.PrivateFolder);
        await OwnAsync(Root, ct);
    }

    /// <summary>Marks the folder as ours. The caller holds the gate.</summary>
    public async Task MarkAsync(CancellationToken ct)
    {
        if (!File.Exists(Marker))
        {
            await WriteAsync(
                Marker, "This folder holds a PostgreSQL cluster of Agora. \"agora db reset\" deletes it.\n", FileModes.Readable, ct);
        }

        if (Sockets is { } sockets)
        {
            Directory.CreateDirectory(sockets);
            FileModes.Set(sockets, FileModes.PrivateFolder);
            await OwnAsync(sockets, ct);
        }
    }

    /// <exception cref="EmbeddedPostgresException">The folder holds something and lacks the marker.</exception>
    public void RequireOurs()
    {
        if (File.Exists(Root))
        {
            throw new EmbeddedPostgresException(EmbeddedPostgresFailure.BadFolder, $"{Root} is a file, and the cluster needs a folder.");
        }

        if (Directory.Exists(Root) && !File.Exists(Marker) && Directory.EnumerateFileSystemEntries(Root).Any(entry => !IsBeginning(entry)))
        {
            throw new EmbeddedPostgresException(
                EmbeddedPostgresFailure.BadFolder,
                $"{Root} is not empty and was not made by Agora (it has no {MarkerName}), so it is left alone. "
                + "Set Database:Embedded:DataDirectory to a folder that is empty or new.");
        }
    }

    /// <summary>Deletes everything but the locks, which others may be waiting for.</summary>
    public void Clear()
    {
        RequireOurs();
        foreach (var folder in Directory.GetDirectories(Root))
        {
            Directory.Delete(folder, recursive: true);
        }

        foreach (var file in Directory.GetFiles(Root).Where(file => file != GateLock && file != HostLock && file != Marker))
        {
            File.Delete(file);
        }
    }

    /// <summary>Deletes the folder as a whole, with its locks: of a standby.</summary>
    public void Delete()
    {
        RequireOurs();
        Directory.Delete(Root, recursive: true);
    }

    /// <summary>Writes the file whole or not at all.</summary>
    public async Task WriteAsync(string file, string text, UnixFileMode mode, CancellationToken ct)
    {
        var draft = file + DraftSuffix;
        File.Delete(draft);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = FileModes.Secret;
        }

        await using (var stream = new StreamWriter(draft, options))
        {
            await stream.WriteAsync(text.AsMemory(), ct);
        }

        FileModes.Set(draft, mode);
        await OwnAsync(draft, ct);
        File.Move(draft, file, overwrite: true);
    }

    // What another process that is making this folder at the same moment writes before the marker.
    private bool IsBeginning(string entry) => entry == GateLock || entry == Marker + DraftSuffix;

    private Task OwnAsync(string item, CancellationToken ct) => Account is null ? Task.CompletedTask : Account.OwnAsync(item, ct);

    private string In(string name) => Path.Combine(Root, name);
}
