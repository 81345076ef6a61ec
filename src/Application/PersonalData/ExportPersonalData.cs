using Agora.Application.Common;
using Agora.Application.Media;
using Agora.Domain.Common;

namespace Agora.Application.PersonalData;

/// <summary>Writes everything about the caller as a ZIP: a JSON file for each kind, the files they uploaded, and a manifest.</summary>
/// <param name="Target">Takes the archive as it is made; nothing of it is kept here.</param>
public sealed record ExportPersonalData(Stream Target) : ICommand<Done>;

public sealed class ExportPersonalDataHandler(
    IPersonalDataReader data, IMediaRepository media, IMediaStore store, ActorContext context, TimeProvider clock)
    : ICommandHandler<ExportPersonalData, Done>
{
    private const int PageMax = 100;

    public async Task<Result<Done>> Handle(ExportPersonalData command, CancellationToken ct)
    {
        var owner = context.SignedInId;
        // The first row is read before anything is written: a refusal is then still an answer, and not a broken archive.
        await using var records = data.ReadAsync(owner, ct).GetAsyncEnumerator(ct);
        var isThere = await records.MoveNextAsync();
        await using var archive = await ExportArchive.BeginAsync(command.Target, clock.GetUtcNow(), ct);
        while (isThere)
        {
            await archive.AddAsync(records.Current, ct);
            isThere = await records.MoveNextAsync();
        }

        var after = KeysetPaging.Newest;
        while (await media.ListAsync(owner, after, PageMax, ct) is { Count: > 0 } page)
        {
            foreach (var file in page)
            {
                // A file whose bytes the store has lost is in the list of files all the same.
                await using var bytes = await store.OpenAsync(file.Checksum, file.SizeBytes, ct);
                if (bytes is not null)
                {
                    await archive.AddFileAsync(file, bytes, ct);
                }
            }

            after = new KeysetPosition(page[^1].CreatedAt, page[^1].Id);
        }

        await archive.EndAsync(owner, ct);
        return default(Done);
    }
}
