using Agora.Application.Common;
using Agora.Application.Posts;
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
    public async Task<Result<MediaView>> Handle(DescribeMedia command, CancellationToken ct) =>
        await ContentAccess.Media.ToEdit(await media.LoadAsync(command.MediaId, ct), context)
            .Then(file => file.Describe(command.AlternativeText.Or(file.AlternativeText)))
            .ThenAsync<MediaView>(
                async file => await media.TrySaveAsync(file, command.Version, ct) is { } saved ? saved : MediaErrors.Stale);
}
