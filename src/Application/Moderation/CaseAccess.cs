using Agora.Application.Common;
using Agora.Domain.Common;
using Agora.Domain.Moderation;

namespace Agora.Application.Moderation;

/// <summary>Staff read and decide cases, except those about what they wrote themselves.</summary>
internal static class CaseAccess
{
    public static Result<CaseView> ToRead(CaseView? found, Actor actor) =>
        Refuse(found?.Author.Id, actor) is { } refusal ? refusal : found!;

    /// <summary>The case and the caller as its moderator.</summary>
    public static Result<(ModerationCase Case, Moderator By)> ToDecide(ModerationCase? found, Actor actor) =>
        found is not null && actor is { IsStaff: true, UserId: { } id }
            ? (found, new Moderator(id, actor.IsAdmin))
            : ModerationErrors.CaseNotFound;

    /// <param name="authorId">Of what the case is about; null when there is no such case.</param>
    public static Error? Refuse(Guid? authorId, Actor actor) => authorId is { } author && actor.IsStaff
        ? ModerationCase.RefuseAuthor(author, actor.UserId)
        : ModerationErrors.CaseNotFound;
}
