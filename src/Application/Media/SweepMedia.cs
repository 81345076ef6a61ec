using Agora.Application.Common;
using Agora.Domain.Common;

namespace Agora.Application.Media;

/// <summary>
/// Removes one content that no file uses any more, or that an upload announced and never used. Answers how many went; zero says
/// done.
/// </summary>
/// <param name="UnusedFor">
/// Null for the time of the settings. An upload that loses its content to a shorter one is refused with 503.
/// </param>
public sealed record SweepMedia(TimeSpan? UnusedFor = null) : ICommand<int>, IRunsAsSystem;

public sealed class SweepMediaHandler(IMediaRepository media, IMediaStore store, MediaSettings settings)
    : ICommandHandler<SweepMedia, int>
{
    // The bytes go before the transaction ends. If it then fails, the content is still known as unused, and the next sweep
    // removes what is no longer there.
    public async Task<Result<int>> Handle(SweepMedia command, CancellationToken ct)
    {
        if (await media.ForgetUnusedAsync(command.UnusedFor ?? TimeSpan.FromMinutes(settings.UnusedMinutes), ct) is not { } checksum)
        {
            return 0;
        }

        await store.RemoveAsync(checksum, ct);
        return 1;
    }
}
