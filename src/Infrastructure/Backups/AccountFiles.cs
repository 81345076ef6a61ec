using Agora.Infrastructure.Database.Embedded;

namespace Agora.Infrastructure.Backups;

/// <summary>Folders and files of the account that runs the database server: no other one enters or reads them.</summary>
/// <param name="Account">Null when this process runs as that account.</param>
internal sealed record AccountFiles(ServiceAccount? Account)
{
    /// <summary>Makes a folder that only the account can enter.</summary>
    public async Task MakeAsync(string folder, CancellationToken ct)
    {
        if (!Directory.Exists(folder))
        {
            Directory.CreateDirectory(folder);
            FileModes.Set(folder, FileModes.PrivateFolder);
            await OwnAsync(folder, ct);
        }
    }

    /// <summary>Writes the file whole or not at all, readable by the account alone.</summary>
    public async Task WriteAsync(string file, string text, CancellationToken ct)
    {
        // Jobs of one process may write the same file.
        var draft = $"{file}.{Guid.NewGuid():N}.new";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = FileModes.Secret;
        }

        await using (var stream = new StreamWriter(draft, options))
        {
            await stream.WriteAsync(text.AsMemory(), ct);
        }

        await OwnAsync(draft, ct);
        File.Move(draft, file, overwrite: true);
    }

    /// <summary>Whether the account passes a test of the program <c>test</c>.</summary>
    public async Task<bool> PassesAsync(CancellationToken ct, params string[] words) =>
        (await ChildProcess.RunAsync(ServiceAccount.Wrap(Account, ["test", .. words]), ct)).Succeeded;

    private Task OwnAsync(string item, CancellationToken ct) => Account is null ? Task.CompletedTask : Account.OwnAsync(item, ct);
}
