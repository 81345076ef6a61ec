using Agora.Application.Common;
using Agora.Domain.Common;
using Agora.Domain.Moderation;
using FluentValidation;

namespace Agora.Application.Moderation;

/// <summary>Tells moderators that something is wrong; one of the two ids is set.</summary>
public sealed record FlagContent(Guid? PostId, Guid? CommentId, FlagCategory Category, string? Note) : ICommand<Done>;

public sealed class FlagContentValidator : AbstractValidator<FlagContent>
{
    public FlagContentValidator()
    {
        RuleFor(c => c.Category).IsInEnum();
        RuleFor(c => c.Note).IsWords(ModerationRules.NoteMax).When(c => c.Note is not null);
    }
}

public sealed class FlagContentHandler(IModerationRepository moderation, TimeProvider clock) : ICommandHandler<FlagContent, Done>
{
    public async Task<Result<Done>> Handle(FlagContent command, CancellationToken ct)
    {
        var flag = new NewFlag(Guid.CreateVersion7(clock.GetUtcNow()), command.PostId, command.CommentId, command.Category, command.Note);
        return await moderation.FlagAsync(flag, ct) switch
        {
            FlagOutcome.Flagged => default(Done),
            FlagOutcome.Again => ModerationErrors.AlreadyFlagged,
            FlagOutcome.Own => ModerationErrors.OwnContent,
            FlagOutcome.Missing => ModerationErrors.SubjectNotFound,
        };
    }
}
