using Agora.Application.Common;
using Agora.Domain.Common;
using Agora.Domain.Media;
using FluentValidation;

namespace Agora.Application.Media;

/// <summary>
/// Stores a file of the caller. The content is announced, stored, and only then used, each durably before the next: a crash
/// in between leaves bytes that the sweep finds, and never a file without bytes.
/// </summary>
/// <param name="Body">Read once, as it comes.</param>
public sealed record UploadMedia(Stream Body, string? AlternativeText, string? FileName) : ICommand<MediaView>, IOwnsTransaction
{
    /// <summary>
    /// Reads what comes behind the file, such as the rest of a form, once the file has been read; null when nothing does.
    /// </summary>
    public Func<CancellationToken, Task<Result<MediaLabels>>>? ReadBehind { get; init; }
}

/// <summary>What the caller says of a file.</summary>
public sealed record MediaLabels(string? AlternativeText, string? FileName);

public sealed class UploadMediaValidator : AbstractValidator<UploadMedia>
{
    public UploadMediaValidator()
    {
        RuleFor(c => c.AlternativeText).IsAlternativeText();
        RuleFor(c => c.FileName).IsFileName();
    }
}

public sealed class UploadMediaHandler(
    IMediaIntake intake,
    IMediaStore store,
    IMediaRepository media,
    IUnitOfWork unitOfWork,
    IEnumerable<IValidator<UploadMedia>> validators,
    MediaSettings settings,
    ActorContext context,
    TimeProvider clock) : ICommandHandler<UploadMedia, MediaView>
{
    public async Task<Result<MediaView>> Handle(UploadMedia command, CancellationToken ct)
    {
        var received = await intake.ReceiveAsync(command.Body, ct);
        if (!received.IsSuccess)
        {
            return received.Error;
        }

        using var file = received.Value;
        if (command.ReadBehind is { } readBehind)
        {
            var labels = await readBehind(ct);
            if (!labels.IsSuccess)
            {
                return labels.Error;
            }

            command = command with { AlternativeText = labels.Value.AlternativeText, FileName = labels.Value.FileName };
            if (validators.Refusal(command) is { } refusal)
            {
                return refusal;
            }
        }

        var quota = new MediaQuota(settings.QuotaBytes, settings.QuotaFiles);
        if (!await media.TryAnnounceAsync(context.SignedInId, file.Checksum, file.Size, quota, ct))
        {
            return MediaErrors.OutOfRoom;
        }

        await store.PutAsync(file, ct);

        var added = MediaFile.Upload(context.SignedInId, file.Type.Kind, command.AlternativeText, command.FileName, clock.GetUtcNow());
        var outcome = await unitOfWork.ExecuteAsync(
            token => media.TryAddAsync(added, file, quota, token), static a => a.Outcome == AddMediaOutcome.Added, ct);
        switch (outcome.Outcome)
        {
            case AddMediaOutcome.Added:
                return outcome.Media!;
            case AddMediaOutcome.ContentGone:
                // Storing took longer than a sweep waits. Announced anew, what was stored behind its back is found by the next one.
                await media.TryAnnounceAsync(context.SignedInId, file.Checksum, file.Size, quota, ct);
                return MediaErrors.StoreAway;
            default:
                return MediaErrors.OutOfRoom;
        }
    }
}
