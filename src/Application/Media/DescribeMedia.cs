using Agora.Application.Common;
using Agora.Application.Moderation;
using Agora.Domain.Common;
using Agora.Domain.Media;
using FluentValidation;

namespace Agora.Application.Media;

/// <summary>Changes the alternative text, when it was sent; null takes it away.</summary>
/// <param name="Version">The version that the caller read.</param>
public sealed record DescribeMedia(Guid MediaId, int Version) : ICommand<MediaView>
{
    public Optional<string?> AlternativeText { get; init; }
}

public sealed class DescribeMediaValidator : AbstractValidator<DescribeMedia>
{
    public DescribeMediaValidator() =>
        RuleFor(c => c.AlternativeText.Value).IsAlternativeText().OverridePropertyName("alternativeText");
}

public sealed class DescribeMediaHandler(IMediaRepository media, ActorContext context) : ICommandHandler<DescribeMedia, MediaView>
{
    public async Task<Result<MediaView>> Handle(DescribeMedia command, CancellationToken ct)
    {
        if (await media.FindAsync(command.MediaId, ct) is not { } current)
        {
            return MediaErrors.NotFound;
        }

        if (StaffReason.RefuseEdit(context, current.OwnerId, MediaErrors.OwnerOnly) is { } refused)
        {
            return refused;
        }

        return await media.TryDescribeAsync(command.MediaId, command.Version, command.AlternativeText.Or(current.AlternativeText), ct) is { } saved
            ? saved
            : MediaErrors.Stale;
    }
}
