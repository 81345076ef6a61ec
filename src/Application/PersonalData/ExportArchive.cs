using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using Agora.Application.Media;

namespace Agora.Application.PersonalData;

/// <summary>A ZIP that is written from its beginning to its end, so that it takes no more memory for a million rows than for one.</summary>
internal sealed class ExportArchive : IAsyncDisposable
{
    private readonly DeferredWriteStream output;
    private readonly ZipArchive zip;
    private readonly DateTimeOffset now;
    private readonly JsonArray files = [];
    private Stream? entry;
    private int kind = -1;
    private long count;

    private ExportArchive(DeferredWriteStream output, ZipArchive zip, DateTimeOffset now) =>
        (this.output, this.zip, this.now) = (output, zip, now);

    public static async Task<ExportArchive> BeginAsync(Stream target, DateTimeOffset now, CancellationToken ct)
    {
        var deferred = new DeferredWriteStream(target);
        var opened = await ZipArchive.CreateAsync(deferred, ZipArchiveMode.Create, leaveOpen: true, entryNameEncoding: null, ct);
        return new(deferred, opened, now);
    }

    /// <exception cref="InvalidOperationException">The kind is not known, or its turn is over.</exception>
    public async Task AddAsync(PersonalRecord record, CancellationToken ct)
    {
        while (kind < 0 || ExportKinds.All[kind] != record.Kind)
        {
            if (kind + 1 == ExportKinds.All.Count)
            {
                throw new InvalidOperationException($"A row of the kind {record.Kind} came when its turn was over.");
            }

            await NextKindAsync(ct);
        }

        await WriteAsync(count++ == 0 ? "\n" : ",\n", ct);
        await WriteAsync(record.Json, ct);
    }

    public async Task AddFileAsync(MediaView file, Stream bytes, CancellationToken ct)
    {
        await EndKindsAsync(ct);
        var name = $"media/{file.Id}";
        await using (var stored = await OpenAsync(name, CompressionLevel.NoCompression, ct))
        {
            await bytes.CopyToAsync(stored, ct);
        }

        files.Add(new JsonObject { ["name"] = name, ["mimeType"] = file.MimeType, ["sizeBytes"] = file.SizeBytes });
    }

    public async Task EndAsync(Guid owner, CancellationToken ct)
    {
        await EndKindsAsync(ct);
        var manifest = new JsonObject
        {
            ["format"] = 1,
            ["userId"] = owner.ToString(),
            ["createdAt"] = now.ToString("O"),
            ["description"] = "Everything that Agora stores about you and may show you. Times are in UTC; people other than you are ids.",
            ["files"] = files,
        };
        entry = await OpenAsync("manifest.json", CompressionLevel.Fastest, ct);
        await WriteAsync(manifest.ToJsonString(), ct);
        await CloseAsync();

        // Writes the directory of the archive.
        await zip.DisposeAsync();
        await output.FlushAsync(ct);
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        await zip.DisposeAsync();
        await output.DisposeAsync();
    }

    private async Task EndKindsAsync(CancellationToken ct)
    {
        while (kind < ExportKinds.All.Count)
        {
            await NextKindAsync(ct);
        }
    }

    /// <summary>A kind without rows has its file as well, with nothing in it.</summary>
    private async Task NextKindAsync(CancellationToken ct)
    {
        if (entry is not null)
        {
            await WriteAsync("\n]\n", ct);
            await CloseAsync();
            files.Add(new JsonObject { ["name"] = $"{ExportKinds.All[kind]}.json", ["items"] = count });
        }

        kind++;
        count = 0;
        if (kind < ExportKinds.All.Count)
        {
            entry = await OpenAsync($"{ExportKinds.All[kind]}.json", CompressionLevel.Fastest, ct);
            await WriteAsync("[", ct);
        }
    }

    private async Task<Stream> OpenAsync(string name, CompressionLevel level, CancellationToken ct)
    {
        var made = zip.CreateEntry(name, level);
        made.LastWriteTime = now;
        return await made.OpenAsync(ct);
    }

    private async Task WriteAsync(string text, CancellationToken ct) => await entry!.WriteAsync(Encoding.UTF8.GetBytes(text), ct);

    private async Task CloseAsync()
    {
        if (entry is not null)
        {
            await entry.DisposeAsync();
            entry = null;
        }
    }
}
