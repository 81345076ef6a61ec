using Agora.Application.Common;
using Agora.Application.Posts;
using Agora.Domain.Common;
using Agora.Domain.Media;
using FluentValidation;

namespace Agora.Application.Media;

/// <summary>A post shows these files of its author, in this order, and no others.</summary>
public sealed record AttachMedia(Guid PostId, IReadOnlyList<Guid> MediaIds) : ICommand<PostMedia>;

public sealed class AttachMediaValidator : AbstractValidator<AttachMedia>
{
    public AttachMediaValidator() =>
        RuleFor(c => c.MediaIds)
            .Must(ids => ids.Count <= MediaRules.PerPostMax).WithMessage($"Must be at most {MediaRules.PerPostMax} files.")
            .Must(ids => ids.Distinct().Count() == ids.Count).WithMessage("Must not name a file twice.");
}

public sealed class AttachMediaHandler(IPostMediaRepository media, ActorContext context) : ICommandHandler<AttachMedia, PostMedia>
{
    public async Task<Result<PostMedia>> Handle(AttachMedia command, CancellationToken ct) =>
        await ContentAccess.Attachments.ToEdit(await media.LoadAttachmentsAsync(command.PostId, ct), context)
            .Then(attachments => attachments.Attach(command.MediaIds))
            .ThenAsync(attachments => SaveAsync(attachments, ct));

    private async Task<Result<PostMedia>> SaveAsync(PostAttachments attachments, CancellationToken ct)
    {
        var attached = await media.SaveAsync(attachments, ct);
        return attachments.Confirm(attached.Count).Then<PostMedia>(_ => new PostMedia(attached));
    }
}
