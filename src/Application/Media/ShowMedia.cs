using Agora.Application.Common;
using Agora.Application.Moderation;
using Agora.Domain.Common;
using Agora.Domain.Media;
using Agora.Domain.Posts;
using FluentValidation;

namespace Agora.Application.Media;

/// <summary>A post shows these files of its author, in this order, and no others.</summary>
public sealed record ShowMedia(Guid PostId, IReadOnlyList<Guid> MediaIds) : ICommand<PostMedia>;

public sealed class ShowMediaValidator : AbstractValidator<ShowMedia>
{
    public ShowMediaValidator() =>
        RuleFor(c => c.MediaIds)
            .Must(ids => ids.Count <= MediaRules.PerPostMax).WithMessage($"Must be at most {MediaRules.PerPostMax} files.")
            .Must(ids => ids.Distinct().Count() == ids.Count).WithMessage("Must not name a file twice.");
}

public sealed class ShowMediaHandler(IPostMediaRepository media, ActorContext context) : ICommandHandler<ShowMedia, PostMedia>
{
    public async Task<Result<PostMedia>> Handle(ShowMedia command, CancellationToken ct)
    {
        if (await media.LockPostAsync(command.PostId, ct) is not { } post)
        {
            return await media.FindAsync(command.PostId, ct) is null ? PostErrors.NotFound : PostErrors.AuthorOnly;
        }

        if (StaffReason.RefuseEdit(context, post.AuthorId, PostErrors.AuthorOnly) is { } refused)
        {
            return refused;
        }

        if (post.DeletedAt is not null)
        {
            return PostErrors.InTrash;
        }

        var shown = await media.ReplaceAsync(command.PostId, post.AuthorId, command.MediaIds, ct);
        return shown.Count == command.MediaIds.Count ? new PostMedia(shown) : MediaErrors.NotTheAuthors;
    }
}
